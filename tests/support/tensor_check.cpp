#include "support/tensor_check.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <sstream>

namespace catvton::test {

namespace {

constexpr double kMinShareWithinOne = 0.999;
constexpr std::int64_t kMaxLevels = 3;

std::string index_text(std::int64_t flat, at::IntArrayRef sizes) {
    std::string text;
    for (auto axis = static_cast<std::int64_t>(sizes.size()) - 1; axis >= 0; --axis) {
        const std::int64_t size = sizes[static_cast<std::size_t>(axis)];
        text = std::to_string(flat % size) + (text.empty() ? "" : ", ") + text;
        flat /= size;
    }
    return "[" + text + "]";
}

bool check_shapes(const at::Tensor& got, const at::Tensor& want, const std::string& what) {
    std::ostringstream text;
    text << what << ": shape " << got.sizes() << ", must be " << want.sizes();
    CHECK_MESSAGE(got.sizes() == want.sizes(), text.str());
    return got.sizes() == want.sizes();
}

}  // namespace

at::Tensor golden_tensor(const GoldenFile& file, const std::string& name) {
    static const std::map<std::string, at::ScalarType> kTypes{
        {"F32", at::kFloat}, {"F64", at::kDouble}, {"U8", at::kByte}, {"I64", at::kLong}};
    const GoldenTensor golden = file.tensor(name);
    at::Tensor tensor = at::empty(golden.shape, kTypes.at(golden.dtype));
    std::copy(golden.bytes.begin(), golden.bytes.end(),
              static_cast<std::byte*>(tensor.mutable_data_ptr()));
    return tensor;
}

void check_tensor_close(const at::Tensor& got, const at::Tensor& want, double tolerance,
                        const std::string& what) {
    if (!check_shapes(got, want, what)) return;
    const at::Tensor wanted = want.to(at::kDouble).contiguous();
    const at::Tensor difference = (got.to(at::kDouble) - wanted).abs().contiguous().view(-1);
    const std::int64_t worst = difference.argmax().item<std::int64_t>();
    const double largest = difference[worst].item<double>();
    const double scale = wanted.abs().max().item<double>();
    std::ostringstream text;
    text << what << ": max abs " << largest << ", max rel " << largest / scale << " at "
         << index_text(worst, want.sizes()) << ", allowed rel " << tolerance;
    CHECK_MESSAGE(largest <= tolerance * scale, text.str());
}

void check_image_close(const at::Tensor& got, const at::Tensor& want, const std::string& what) {
    if (!check_shapes(got, want, what)) return;
    const at::Tensor levels = (got.to(at::kInt) - want.to(at::kInt)).abs();
    const auto largest = levels.max().item<std::int64_t>();
    const double share = (levels <= 1).to(at::kDouble).mean().item<double>();
    std::ostringstream text;
    text << what << ": off by up to " << largest << " levels, " << 100 * share << " % within 1";
    CHECK_MESSAGE((largest <= kMaxLevels && share >= kMinShareWithinOne), text.str());
}

}  // namespace catvton::test
