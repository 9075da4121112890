#include "catvton/auto_masker.hpp"

#include <algorithm>
#include <chrono>
#include <sstream>
#include <string>
#include <utility>

#include "catvton/error.hpp"
#include "image/convert.hpp"
#include "masker/map_cache.hpp"
#include "masker/mask_ops/assembly.hpp"
#include "masker/mask_ops/refine.hpp"
#include "masker/networks.hpp"
#include "runtime/context.hpp"

namespace catvton {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::uint64_t kDefaultCacheBytes = 64ull << 20;
constexpr int kMinSide = 64;
constexpr int kMaxSide = 4096;

template <class Value>
void check_range(const char* field, Value value, Value low, Value high) {
    // Written so that NaN fails.
    if (value >= low && value <= high) return;
    std::ostringstream text;
    text << field << " is " << value << ": must be " << low << " to " << high;
    throw Error(ErrorCode::invalid_argument, text.str());
}

void check_photo(const ImageView& person) {
    person.validate("person");
    if (std::min(person.width, person.height) >= kMinSide &&
        std::max(person.width, person.height) <= kMaxSide) {
        return;
    }
    throw Error(ErrorCode::invalid_argument,
                "the person's photo is " + std::to_string(person.width) + "x" +
                    std::to_string(person.height) + ": its sides must be 64 to 4096 pixels");
}

/// Seconds since it was made or last read.
class Stopwatch {
public:
    double lap() {
        const auto now = Clock::now();
        return std::chrono::duration<double>(now - std::exchange(start_, now)).count();
    }

private:
    Clock::time_point start_ = Clock::now();
};

void check_not_stopped(const MaskOptions& options, const runtime::Deadline& deadline) {
    if (options.cancellation.cancelled()) throw Error(ErrorCode::cancelled, "cancelled");
    if (deadline && Clock::now() >= *deadline) {
        throw Error(ErrorCode::deadline_exceeded, "the mask was not ready within its deadline of " +
                                                      std::to_string(options.deadline_seconds) +
                                                      " s");
    }
}

void check_person(const masker::PersonMaps& maps, const MaskOptions& options) {
    if (maps.person >= 0 || options.allow_no_person) return;
    if (maps.people.empty()) {
        throw Error(ErrorCode::no_person,
                    "nobody was found in the photo: use one that shows a person, give a mask, or "
                    "allow masks without a person");
    }
    if (options.person_choice == PersonChoice::index) {
        throw Error(ErrorCode::no_person,
                    "person_index is " + std::to_string(options.person_index) + " but only " +
                        std::to_string(maps.people.size()) + " people were found");
    }
    throw Error(ErrorCode::no_person, "the person found is smaller than a pixel");
}

Image assembled(const masker::LabelMaps& maps, ClothType type, const MaskOptions& options) {
    return masker::refine(masker::assemble_mask(maps, type, options.fit), options);
}

}  // namespace

void MaskOptions::validate() const {
    check_range("person_choice", static_cast<int>(person_choice), 0, 2);
    check_range("person_index", person_index, 0, 99);
    check_range("fit", static_cast<int>(fit), 0, 2);
    check_range("grow", grow, -1024, 1024);
    check_range("feather", feather, 0, 256);
    check_range("lock_policy", static_cast<int>(lock_policy), 0, 2);
    check_range("lock_timeout_seconds", lock_timeout_seconds, 0.0, 1e9);
    check_range("deadline_seconds", deadline_seconds, 0.0, 1e9);
}

struct AutoMasker::Impl {
    Impl(std::shared_ptr<GpuContext> gpu, const ModelOptions& options)
        : context(std::move(gpu)),
          networks(masker::find_model_files(options), context->internal().device()) {}

    /// Runs the networks on the photo, under the lock.
    std::shared_ptr<const masker::PersonMaps> look(const Image& rgb, const MaskOptions& options,
                                                   const runtime::Deadline& deadline,
                                                   MaskResult& result);
    std::shared_ptr<const masker::PersonMaps> run_networks(const Image& rgb,
                                                           const MaskOptions& options,
                                                           const runtime::Deadline& deadline,
                                                           MaskSeconds& seconds);

    std::shared_ptr<GpuContext> context;
    masker::Networks networks;
    masker::MapCache cache{kDefaultCacheBytes};
};

std::shared_ptr<const masker::PersonMaps> AutoMasker::Impl::run_networks(
    const Image& rgb, const MaskOptions& options, const runtime::Deadline& deadline,
    MaskSeconds& seconds) {
    const auto found = std::make_shared<masker::PersonMaps>();
    Stopwatch watch;
    const auto& detector = networks.detector();
    seconds.load += watch.lap();
    auto detection = detector.detect(rgb, {options.person_choice, options.person_index});
    found->maps.densepose = std::move(detection.labels);
    found->people = std::move(detection.people);
    found->person = detection.person;
    seconds.densepose = watch.lap();
    // Before the parsers: a photo without a person need not cost three networks.
    check_person(*found, options);
    check_not_stopped(options, deadline);

    const auto& atr = networks.atr();
    seconds.load += watch.lap();
    found->maps.atr = atr.parse(rgb, options.parser_bgr);
    seconds.atr = watch.lap();
    check_not_stopped(options, deadline);

    const auto& lip = networks.lip();
    seconds.load += watch.lap();
    found->maps.lip = lip.parse(rgb, options.parser_bgr);
    seconds.lip = watch.lap();
    check_not_stopped(options, deadline);
    return found;
}

std::shared_ptr<const masker::PersonMaps> AutoMasker::Impl::look(const Image& rgb,
                                                                 const MaskOptions& options,
                                                                 const runtime::Deadline& deadline,
                                                                 MaskResult& result) {
    const masker::MapKey key = masker::make_key(rgb, options);
    if (options.use_cache) {
        if (auto known = cache.find(key)) {
            result.from_cache = true;
            return known;
        }
    }
    runtime::Context& runtime_context = context->internal();
    const runtime::InferenceGuard guard(runtime_context, options.lock_policy,
                                        options.lock_timeout_seconds, deadline,
                                        options.cancellation);
    auto found = runtime::with_errors(runtime_context, [&] {
        check_not_stopped(options, deadline);
        return run_networks(rgb, options, deadline, result.seconds);
    });
    if (options.use_cache) cache.insert(key, found);
    return found;
}

AutoMasker::AutoMasker(std::shared_ptr<GpuContext> context, const ModelOptions& options) {
    if (!context) throw Error(ErrorCode::invalid_argument, "context is null");
    options.validate();
    impl_ = std::make_unique<Impl>(std::move(context), options);
}

AutoMasker::~AutoMasker() = default;
AutoMasker::AutoMasker(AutoMasker&&) noexcept = default;
AutoMasker& AutoMasker::operator=(AutoMasker&&) noexcept = default;

MaskResult AutoMasker::mask(const ImageView& person, ClothType type, const MaskOptions& options) {
    options.validate();
    check_range("cloth_type", static_cast<int>(type), 0, 4);
    check_photo(person);
    masker::check_drawn_masks(options, person.width, person.height);
    const runtime::Deadline deadline = runtime::deadline_after(options.deadline_seconds);
    MaskResult result;
    const auto found = impl_->look(image::to_rgb(person), options, deadline, result);
    check_person(*found, options);
    Stopwatch watch;
    result.mask = assembled(found->maps, type, options);
    result.seconds.assemble = watch.lap();
    result.densepose = found->maps.densepose;
    result.atr = found->maps.atr;
    result.lip = found->maps.lip;
    result.people = found->people;
    result.person = found->person;
    const MaskSeconds& s = result.seconds;
    result.seconds.total = s.load + s.densepose + s.atr + s.lip + s.assemble;
    return result;
}

Image AutoMasker::assemble(const PrecomputedMaps& maps, ClothType type,
                           const MaskOptions& options) {
    options.validate();
    check_range("cloth_type", static_cast<int>(type), 0, 4);
    maps.densepose.validate("densepose");
    maps.atr.validate("atr");
    maps.lip.validate("lip");
    const masker::LabelMaps owned{Image(maps.densepose), Image(maps.atr), Image(maps.lip)};
    masker::check_maps(owned);
    masker::check_drawn_masks(options, owned.atr.width(), owned.atr.height());
    return assembled(owned, type, options);
}

void AutoMasker::load() {
    runtime::Context& context = impl_->context->internal();
    const runtime::InferenceGuard guard(context);
    runtime::with_errors(context, [&] {
        impl_->networks.detector();
        impl_->networks.atr();
        impl_->networks.lip();
    });
}

void AutoMasker::release() {
    const runtime::InferenceGuard guard(impl_->context->internal());
    impl_->networks.release();
}

void AutoMasker::set_cache_bytes(std::uint64_t bytes) { impl_->cache.set_capacity(bytes); }

}  // namespace catvton
