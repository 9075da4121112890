#include "library_engine.hpp"

#include <string>

#include "log.hpp"

namespace catvton::server {

void LibraryEngine::download() {
    PullOptions options;
    options.offline = offline_;
    options.cancellation = loading_;
    options.plan = [](const PullPlan& plan) {
        log_line("downloading " + std::to_string(plan.download_bytes) + " bytes from " +
                 plan.endpoint);
        for (const ModelLicense& license : plan.licenses)
            log_line("licence of " + license.repository + ": " + license.name +
                     (license.terms.empty() ? "" : ": " + license.terms));
        return ProgressAction::keep_going;
    };
    std::string file;
    options.progress = [&file](const PullProgress& progress) {
        if (progress.path != file)
            log_line("downloading " + progress.repository + "/" + progress.path);
        file = progress.path;
        return ProgressAction::keep_going;
    };
    pull_missing(model_, options);
}

void LibraryEngine::load() {
    download();
    const auto context = GpuContext::create(device_);
    const DeviceInfo info = context->device();
    if (device_.precision == Precision::fp16 && info.precision == Precision::fp32)
        log_line("fp16 was asked; this device computes in fp32");
    pipeline_.emplace(context, model_);
    masker_.emplace(context, model_);
    masker_->load();
    const TryOnOptions own = pipeline_->default_options();
    if (width_ == 0) width_ = own.width;
    if (height_ == 0) height_ = own.height;
    log_line("ready on " + info.name + ", " + std::to_string(width_) + "x" +
             std::to_string(height_));
}

TryOnOutcome LibraryEngine::run(const TryOnJob& job) {
    TryOnOptions options;
    options.width = width_;
    options.height = height_;
    options.num_inference_steps = job.num_inference_steps;
    options.guidance_scale = job.guidance_scale;
    options.seed = job.seed;
    options.deadline_seconds = job.seconds_left();
    options.cancellation = job.cancellation;
    TryOnResult result =
        job.mask.empty() ? pipeline_->run(job.person, job.cloth, *masker_, job.cloth_type, options)
                         : pipeline_->run(job.person, job.cloth, job.mask, options);
    return {std::move(result.image), result.seed, result.seconds.total};
}

}  // namespace catvton::server
