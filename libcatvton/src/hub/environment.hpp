#pragma once

#include <string>

#include "hub/url.hpp"

namespace catvton::hub {

/// What the environment says about the hub, as huggingface_hub reads it.
struct Environment {
    Url endpoint{"https://huggingface.co"};  ///< HF_ENDPOINT
    /// HF_TOKEN, else HUGGING_FACE_HUB_TOKEN, else the file HF_TOKEN_PATH (HF_HOME/token); empty:
    /// none. Never printed.
    std::string token;
    /// CURL_CA_BUNDLE, REQUESTS_CA_BUNDLE, SSL_CERT_FILE: the authorities to trust; empty: the
    /// system's.
    std::string ca_file;
    bool offline = false;          ///< HF_HUB_OFFLINE, else TRANSFORMERS_OFFLINE
    bool symlinks = true;          ///< HF_HUB_DISABLE_SYMLINKS turns them off
    double metadata_timeout = 10;  ///< seconds; HF_HUB_ETAG_TIMEOUT
    double stall_timeout = 10;     ///< seconds; HF_HUB_DOWNLOAD_TIMEOUT
};

/// Reads the environment and the token's file. Throws invalid_argument for an endpoint, a token or
/// a time that is none, without showing the token.
Environment read_environment();

}  // namespace catvton::hub
