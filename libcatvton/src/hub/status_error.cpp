#include "hub/status_error.hpp"

#include "catvton/error.hpp"

namespace catvton::hub {

namespace {

[[noreturn]] void fail(ErrorCode code, const FileAddress& file, const Environment& environment,
                       const std::string& reason) {
    throw Error(code, "cannot download " + file.printable() + " from " +
                          environment.endpoint.printable() + ": " + reason);
}

std::string access_hint(const Environment& environment) {
    return environment.token.empty()
               ? "set HF_TOKEN if you have access"
               : "the token in HF_TOKEN (or in its file) is not accepted for it";
}

}  // namespace

bool is_entry_not_found(const HttpAnswer& answer) {
    if (answer.status != 404) return false;
    const std::string& code = answer.header("x-error-code");
    // A mirror without error codes still tells the commit when it knows the revision.
    return code == "EntryNotFound" || (code.empty() && !answer.header("x-repo-commit").empty());
}

void check_status(const HttpAnswer& answer, const FileAddress& file,
                  const Environment& environment) {
    if (answer.is_redirect() || (answer.status >= 200 && answer.status < 300)) return;
    const std::string& code = answer.header("x-error-code");
    const std::string status = "(HTTP " + std::to_string(answer.status) + ")";
    if (code == "GatedRepo" || answer.status == 403) {
        fail(ErrorCode::not_found, file, environment,
             "access is refused " + status + ". Accept the terms on the page of " +
                 file.repository + ", and " + access_hint(environment));
    }
    if (code == "RevisionNotFound") {
        fail(ErrorCode::not_found, file, environment,
             "the repository has no revision '" + file.revision + "' " + status);
    }
    if (code == "RepoNotFound" || answer.status == 401) {
        fail(ErrorCode::not_found, file, environment,
             "there is no repository " + file.repository + ", or it is private " + status + ": " +
                 access_hint(environment));
    }
    if (answer.status == 404)
        fail(ErrorCode::not_found, file, environment, "there is no such file " + status);
    fail(ErrorCode::io, file, environment, "the server answered " + std::to_string(answer.status));
}

}  // namespace catvton::hub
