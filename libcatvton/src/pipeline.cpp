#include "catvton/pipeline.hpp"

#include <algorithm>
#include <chrono>
#include <string>

#include "catvton/error.hpp"
#include "diffusion/memory_estimate.hpp"
#include "diffusion/pixels.hpp"
#include "diffusion/try_on_model.hpp"
#include "prepared_inputs.hpp"
#include "run_monitor.hpp"
#include "runtime/context.hpp"
#include "runtime/memory.hpp"
#include "runtime/random.hpp"
#include "weights/model_names.hpp"
#include "weights/model_source.hpp"

namespace catvton {

namespace {

/// The caller's idea of the model decides which inputs it will give.
void check_variant(bool weights_mask_free, bool asked_mask_free) {
    if (weights_mask_free == asked_mask_free) return;
    throw Error(ErrorCode::invalid_argument,
                asked_mask_free
                    ? "mask_free is set, but these weights take a mask: unset it or use others"
                    : "these weights are mask-free: set mask_free or use others");
}

using Clock = std::chrono::steady_clock;

constexpr std::size_t kMaxBatch = 64;

diffusion::TryOnInputs to_tensors(const std::vector<PreparedInputs>& batch) {
    std::vector<at::Tensor> persons, cloths, masks;
    for (const PreparedInputs& inputs : batch) {
        persons.push_back(diffusion::image_to_tensor(inputs.person));
        cloths.push_back(diffusion::image_to_tensor(inputs.cloth));
        if (!inputs.mask.empty()) masks.push_back(diffusion::mask_to_tensor(inputs.mask));
    }
    return {at::cat(persons), at::cat(cloths), masks.empty() ? at::Tensor() : at::cat(masks)};
}

}  // namespace

struct Pipeline::Impl {
    Impl(std::shared_ptr<GpuContext> owner, const ModelOptions& options)
        : Impl(std::move(owner), weights::open_model(options), options) {}

    Impl(std::shared_ptr<GpuContext> owner, const weights::ModelComponents& components,
         const ModelOptions& options)
        : context(std::move(owner)),
          model(build(context->internal(), components,
                      weights::resolve_model_name(options).mask_free)),
          defaults(diffusion::RunDefaults::from_json(components.run_defaults)) {}

    static diffusion::TryOnModel build(runtime::Context& context,
                                       const weights::ModelComponents& components, bool mask_free) {
        return runtime::with_errors(context, [&] {
            const runtime::InferenceGuard guard(context);
            diffusion::TryOnModel model(components, context.device(), context.dtype());
            check_variant(model.mask_free(), mask_free);
            return model;
        });
    }

    std::vector<TryOnResult> run(std::span<const TryOnRequest> requests,
                                 const TryOnOptions& options);
    at::Tensor sample(const diffusion::TryOnInputs& inputs,
                      const std::vector<PreparedInputs>& batch, std::int64_t seed,
                      const TryOnOptions& options, RunMonitor& monitor) const;

    std::shared_ptr<GpuContext> context;
    diffusion::TryOnModel model;
    diffusion::RunDefaults defaults;
};

at::Tensor Pipeline::Impl::sample(const diffusion::TryOnInputs& inputs,
                                  const std::vector<PreparedInputs>& batch, std::int64_t seed,
                                  const TryOnOptions& options, RunMonitor& monitor) const {
    const diffusion::SamplingOptions sampling{options.num_inference_steps, options.guidance_scale,
                                              options.eta, seed, options.preview_every};
    diffusion::SamplingHooks hooks;
    hooks.progress = [&](Stage stage, int step) { monitor.report(stage, step); };
    if (options.preview) {
        hooks.preview = [&](const at::Tensor& decoded, int step) {
            options.preview(
                finish_result(diffusion::tensor_to_image(decoded, 0), batch.front(), options),
                step);
        };
    }
    return model(inputs, sampling, hooks);
}

std::vector<TryOnResult> Pipeline::Impl::run(std::span<const TryOnRequest> requests,
                                             const TryOnOptions& options) {
    options.validate();
    if (requests.empty() || requests.size() > kMaxBatch) {
        throw Error(ErrorCode::invalid_argument, "a batch has " + std::to_string(requests.size()) +
                                                     " requests: must be 1 to " +
                                                     std::to_string(kMaxBatch));
    }
    runtime::Context& runtime_context = context->internal();
    runtime_context.check_process();
    const runtime::Deadline deadline = runtime::deadline_after(options.deadline_seconds);
    const std::int64_t seed = options.seed == -1 ? runtime::random_seed() : options.seed;
    RunMonitor monitor(options, deadline);

    std::vector<PreparedInputs> batch;
    for (const TryOnRequest& request : requests) {
        batch.push_back(prepare_inputs(request, model.mask_free(), options));
    }
    std::uint64_t peak = 0;
    const at::Tensor decoded = runtime::with_errors(runtime_context, [&] {
        const auto asked = Clock::now();
        const runtime::InferenceGuard guard(runtime_context, options.lock_policy,
                                            options.lock_timeout_seconds, deadline,
                                            options.cancellation);
        monitor.skip(Clock::now() - asked);
        runtime::reset_peak_memory(runtime_context.device());
        monitor.report(Stage::prepare, 0);
        at::Tensor result = sample(to_tensors(batch), batch, seed, options, monitor).cpu();
        peak = runtime::memory_info(runtime_context.device()).peak;
        return result;
    });

    std::vector<TryOnResult> results(batch.size());
    for (std::size_t i = 0; i < batch.size(); ++i) {
        const Image picture = diffusion::tensor_to_image(decoded, static_cast<std::int64_t>(i));
        results[i].image = finish_result(picture, batch[i], options);
        results[i].mask = binary_mask(batch[i]);
        results[i].seed = seed;
        results[i].peak_memory_bytes = peak;
    }
    const StageSeconds seconds = monitor.finish();
    for (TryOnResult& result : results) result.seconds = seconds;
    return results;
}

Pipeline::Pipeline(std::shared_ptr<GpuContext> context, const ModelOptions& options) {
    if (!context)
        throw Error(ErrorCode::invalid_argument,
                    "context is null: make one with GpuContext::create");
    impl_ = std::make_unique<Impl>(std::move(context), options);
}
Pipeline::~Pipeline() = default;
Pipeline::Pipeline(Pipeline&&) noexcept = default;
Pipeline& Pipeline::operator=(Pipeline&&) noexcept = default;

TryOnResult Pipeline::run(const ImageView& person, const ImageView& cloth, const ImageView& mask,
                          const TryOnOptions& options) {
    const TryOnRequest request{person, cloth, mask};
    return std::move(run(std::span(&request, 1), options).front());
}

TryOnResult Pipeline::run(const ImageView& person, const ImageView& cloth, AutoMasker& masker,
                          ClothType type, const TryOnOptions& options,
                          const MaskOptions& mask_options, MaskResult* masked) {
    options.validate();
    MaskOptions limited = mask_options;
    limited.lock_policy = options.lock_policy;
    limited.lock_timeout_seconds = options.lock_timeout_seconds;
    limited.deadline_seconds = options.deadline_seconds;
    limited.cancellation = options.cancellation;
    if (options.progress && options.progress({Stage::mask, 0, options.num_inference_steps, 0.0}) ==
                                ProgressAction::cancel) {
        throw Error(ErrorCode::cancelled, "cancelled by the progress callback");
    }
    const Image sized = person_at_size(person, options);
    const Image add = drawn_mask_at_size(mask_options.user_add, options);
    const Image subtract = drawn_mask_at_size(mask_options.user_subtract, options);
    limited.user_add = add.empty() ? ImageView{} : add.view();
    limited.user_subtract = subtract.empty() ? ImageView{} : subtract.view();
    MaskResult found = masker.mask(sized, type, limited);
    TryOnOptions remaining = options;
    if (options.deadline_seconds > 0) {
        // What is left; a spent deadline is the shortest one, since 0 means none.
        remaining.deadline_seconds = std::max(1e-9, options.deadline_seconds - found.seconds.total);
    }
    TryOnResult result = run(sized, cloth, found.mask, remaining);
    result.seconds.mask = found.seconds.total;
    result.seconds.total += found.seconds.total;
    if (masked) *masked = std::move(found);
    return result;
}

TryOnResult Pipeline::run(const ImageView& person, const ImageView& cloth,
                          const TryOnOptions& options) {
    return run(person, cloth, ImageView{}, options);
}

std::vector<TryOnResult> Pipeline::run(std::span<const TryOnRequest> requests,
                                       const TryOnOptions& options) {
    return impl_->run(requests, options);
}

Image Pipeline::fitted_person(const ImageView& person, const TryOnOptions& options) {
    options.validate();
    return person_at_size(person, options);
}

MemoryEstimate Pipeline::estimate(const TryOnOptions& options, int batch) const {
    options.validate();
    if (batch < 1 || batch > static_cast<int>(kMaxBatch)) {
        throw Error(ErrorCode::invalid_argument, "batch is " + std::to_string(batch) +
                                                     ": must be 1 to " + std::to_string(kMaxBatch));
    }
    const runtime::Context& context = impl_->context->internal();
    return diffusion::estimate_memory(impl_->model, options, batch, context.device(),
                                      context.dtype());
}

TryOnOptions Pipeline::default_options() const {
    TryOnOptions options;
    options.width = static_cast<int>(impl_->defaults.width);
    options.height = static_cast<int>(impl_->defaults.height);
    options.num_inference_steps = static_cast<int>(impl_->defaults.num_inference_steps);
    return options;
}

bool Pipeline::mask_free() const noexcept { return impl_->model.mask_free(); }

}  // namespace catvton
