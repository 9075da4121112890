#include "options.hpp"
#include "outputs.hpp"

namespace catvton::capi {

namespace {

catvton_pull_options from_options(const PullOptions& options) {
    catvton_pull_options converted = CATVTON_PULL_OPTIONS_INIT;
    converted.offline = options.offline;
    converted.latest = options.latest;
    converted.check_cached = options.check_cached;
    converted.retry_delay_seconds = options.retry_delay_seconds;
    return converted;
}

ProgressAction to_action(std::int32_t answer) {
    return answer == 0 ? ProgressAction::keep_going : ProgressAction::cancel;
}

/// The plan's files and licences, as a handle that lives as long as the callback runs.
class PlanModels {
public:
    explicit PlanModels(const PullPlan& plan) {
        ModelInfo info;
        info.files = plan.files;
        info.licenses = plan.licenses;
        info.bytes = plan.bytes;
        info.complete = plan.download_bytes == 0;
        handle_ = insert_handle(NamedModels{{std::move(info), {}}});
    }
    // The callback may have freed it: then there is nothing to do.
    ~PlanModels() { (void)free_handle<NamedModels>(handle_); }
    PlanModels(const PlanModels&) = delete;
    PlanModels& operator=(const PlanModels&) = delete;

    catvton_models handle() const noexcept { return handle_; }

private:
    catvton_models handle_ = 0;
};

auto plan_function(catvton_pull_plan_fn callback, void* user_data) {
    return [callback, user_data](const PullPlan& plan) {
        const PlanModels models(plan);
        const catvton_pull_plan converted{
            sizeof(catvton_pull_plan), 0,          plan.endpoint.c_str(),
            models.handle(),           plan.bytes, plan.download_bytes};
        return to_action(callback(&converted, user_data));
    };
}

auto progress_function(catvton_pull_progress_fn callback, void* user_data) {
    return [callback, user_data](const PullProgress& progress) {
        const catvton_pull_progress converted{
            sizeof(catvton_pull_progress), 0,
            progress.repository.c_str(),   progress.path.c_str(),
            progress.file_bytes,           progress.file_done,
            progress.download_bytes,       progress.download_done};
        return to_action(callback(&converted, user_data));
    };
}

}  // namespace

PullOptions pull_options(const catvton_pull_options* options) {
    PullOptions converted;
    const auto given = read_struct(options, "options", from_options(converted));
    converted.offline = to_bool(given.offline, "offline");
    converted.latest = to_bool(given.latest, "latest");
    converted.check_cached = to_bool(given.check_cached, "check_cached");
    converted.retry_delay_seconds = given.retry_delay_seconds;
    if (given.plan) converted.plan = plan_function(given.plan, given.plan_user_data);
    if (given.progress) {
        converted.progress = progress_function(given.progress, given.progress_user_data);
    }
    converted.cancellation = cancellation_token(given.cancellation);
    return converted;
}

}  // namespace catvton::capi

using namespace catvton;
using namespace catvton::capi;

catvton_status catvton_pull_options_init(catvton_pull_options* options, std::uint32_t struct_size) {
    return init_options(options, struct_size, from_options(PullOptions{}));
}
