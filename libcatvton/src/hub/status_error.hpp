#pragma once

#include "hub/hub_client.hpp"

namespace catvton::hub {

/// Whether the hub says that the revision exists and has no such file.
bool is_entry_not_found(const HttpAnswer& answer);

/// Throws what a final status other than success or redirect means, in words, without anything
/// that the server wrote.
void check_status(const HttpAnswer& answer, const FileAddress& file,
                  const Environment& environment);

}  // namespace catvton::hub
