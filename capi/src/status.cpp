#include "catvton/error.hpp"
#include "catvton/version.hpp"
#include "outputs.hpp"

using namespace catvton;
using namespace catvton::capi;

catvton_status catvton_get_status_info(catvton_status status, catvton_status_info* info) {
    return return_struct(info, "info", [&] {
        if (status == CATVTON_STATUS_OK) {
            return catvton_status_info{sizeof(catvton_status_info), 200, 0, 0, "ok", ""};
        }
        check_enum(status, static_cast<std::int32_t>(error_table().back().code), "status");
        const ErrorInfo& row = error_info(static_cast<ErrorCode>(status));
        // The table's texts are literals, and so end in NUL.
        return catvton_status_info{sizeof(catvton_status_info),
                                   row.http_status,
                                   row.exit_status,
                                   row.retryable,
                                   row.name.data(),
                                   row.python_exception.data()};
    });
}

const char* catvton_last_error_message(void) { return last_error(); }

std::uint32_t catvton_abi_version(void) { return CATVTON_ABI_VERSION; }

catvton_status catvton_get_version(catvton_version_info* info) {
    return return_struct(info, "info", [] {
        // Never destroyed: the caller may read the texts while the process exits.
        static const VersionInfo& version = *new VersionInfo(catvton::version());
        return catvton_version_info{sizeof(catvton_version_info), CATVTON_ABI_VERSION,
                                    version.catvton.c_str(), version.torch.c_str(),
                                    version.compiler.c_str()};
    });
}
