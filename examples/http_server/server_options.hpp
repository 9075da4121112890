#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "catvton/options.hpp"

namespace catvton::server {

struct ServerOptions {
    std::string host = "0.0.0.0";
    unsigned short port = 8000;  ///< 0: any free one, which the log names
    ModelOptions model;
    DeviceOptions device;
    bool offline = false;  ///< models are taken from the disk alone
    int width = 0;         ///< pixels; 0: the model's own
    int height = 0;        ///< pixels; 0: the model's own

    std::vector<std::string> cors_origins;  ///< empty: any origin, without credentials
    std::string api_key;                    ///< empty: no key is asked for
    double max_upload_mb = 20;              ///< of one picture, MiB
    double client_timeout = 10;             ///< seconds of silence, or for a whole header
    int queue = 0;                          ///< requests that may wait for the device
    double request_timeout = 0;             ///< seconds for one try-on, waiting included; 0: none
    double rate_limit = 0;                  ///< try-ons a minute and client address; 0: no limit

    std::size_t max_upload_bytes() const {
        return static_cast<std::size_t>(max_upload_mb * 1024 * 1024);
    }
    /// Three pictures and the small fields.
    std::size_t max_body_bytes() const { return 3 * max_upload_bytes() + (1u << 20); }
    /// Of all bodies that are being read or parsed: sixteen of the largest.
    std::size_t max_bodies_bytes() const { return 16 * max_body_bytes(); }
};

/// Reads the command line; returns an exit status when the program shall end at once.
std::optional<int> parse_server_options(int argc, char** argv, ServerOptions& options);

}  // namespace catvton::server
