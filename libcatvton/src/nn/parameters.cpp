#include "nn/parameters.hpp"

#include <algorithm>
#include <sstream>

#include "catvton/error.hpp"

namespace catvton::nn {

namespace {

constexpr std::size_t kListedDifferences = 10;

// As many tensors as a layer takes before it has brought the first one into its own layout.
constexpr std::size_t kKeptTensors = 8;

template <class Shape>
std::string to_text(const Shape& shape) {
    std::ostringstream text;
    text << '[';
    for (std::size_t i = 0; i < shape.size(); ++i) text << (i ? ", " : "") << shape[i];
    text << ']';
    return text.str();
}

/// A tensor over the stored bytes; the deleter holds the file's mapping.
at::Tensor borrow(const weights::TensorEntry& entry) {
    // LibTorch takes a mutable pointer; parameters are never written to.
    void* const data = const_cast<std::byte*>(entry.data);
    return at::from_blob(
        data, entry.shape, [owner = entry.owner](void*) {},
        at::TensorOptions().dtype(scalar_type(entry.dtype)));
}

bool is_aligned(const weights::TensorEntry& entry) {
    return reinterpret_cast<std::uintptr_t>(entry.data) % weights::dtype_size(entry.dtype) == 0;
}

/// Misaligned elements are copied bytewise: reading them in place is undefined.
at::Tensor copy(const weights::TensorEntry& entry) {
    at::Tensor tensor = at::empty(entry.shape, at::TensorOptions().dtype(scalar_type(entry.dtype)));
    std::copy_n(entry.data, entry.bytes, static_cast<std::byte*>(tensor.mutable_data_ptr()));
    return tensor;
}

}  // namespace

at::ScalarType scalar_type(weights::DType dtype) {
    using weights::DType;
    switch (dtype) {
        case DType::boolean:
            return at::kBool;
        case DType::u8:
            return at::kByte;
        case DType::i8:
            return at::kChar;
        case DType::i16:
            return at::kShort;
        case DType::u16:
            return at::kUInt16;
        case DType::i32:
            return at::kInt;
        case DType::u32:
            return at::kUInt32;
        case DType::i64:
            return at::kLong;
        case DType::u64:
            return at::kUInt64;
        case DType::f16:
            return at::kHalf;
        case DType::bf16:
            return at::kBFloat16;
        case DType::f32:
            return at::kFloat;
        case DType::f64:
            return at::kDouble;
    }
    throw Error(ErrorCode::internal, "unknown tensor type");
}

Parameters::Parameters(const weights::StateDict& state, std::string what, at::Device device,
                       at::ScalarType dtype)
    : state_(state), what_(std::move(what)), device_(device), dtype_(dtype) {}

at::Tensor Parameters::take(const std::string& name, at::IntArrayRef shape) {
    taken_.insert(name);
    const weights::TensorEntry* const entry = state_.find(name);
    const auto options = at::TensorOptions().device(device_).dtype(dtype_);
    if (!entry) {
        differences_.push_back("missing " + name + " " + to_text(shape));
        return at::zeros({}, options).expand(shape);
    }
    if (at::IntArrayRef(entry->shape) != shape) {
        differences_.push_back(name + " is " + to_text(entry->shape) + ", must be " +
                               to_text(shape));
        return at::zeros({}, options).expand(shape);
    }
    const at::Tensor stored = is_aligned(*entry) ? borrow(*entry) : copy(*entry);
    at::Tensor tensor = stored.to(options);
    bytes_ += tensor.nbytes();
    // Most layers keep a tensor in another layout, and two copies of a model would be the peak of
    // its loading. Those that keep the window find their pages in the file again.
    recent_.push_back(entry);
    if (recent_.size() > kKeptTensors) {
        weights::release_pages(*recent_.front());
        recent_.pop_front();
    }
    return tensor;
}

Parameters::~Parameters() {
    for (const weights::TensorEntry* const entry : recent_) weights::release_pages(*entry);
}

bool Parameters::is_ignored(const std::string& name) const {
    return std::any_of(ignored_.begin(), ignored_.end(), [&](const std::string& part) {
        return name.find(part) != std::string::npos;
    });
}

void Parameters::finish() const {
    std::vector<std::string> all = differences_;
    for (const auto& [name, entry] : state_.items()) {
        if (!taken_.count(name) && !is_ignored(name)) {
            all.push_back("unexpected " + name + " " + to_text(entry.shape));
        }
    }
    if (all.empty()) return;
    std::ostringstream text;
    text << "the " << what_ << " checkpoint does not fit its config in " << all.size()
         << (all.size() == 1 ? " tensor: " : " tensors: ");
    for (std::size_t i = 0; i < std::min(all.size(), kListedDifferences); ++i) {
        text << (i ? "; " : "") << all[i];
    }
    if (all.size() > kListedDifferences) text << "; ...";
    text << ". Use the weights that belong to this config";
    throw Error(ErrorCode::corrupt_weights, text.str());
}

}  // namespace catvton::nn
