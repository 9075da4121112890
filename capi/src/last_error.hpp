#pragma once

namespace catvton::capi {

/// The calling thread's last error message; never null.
const char* last_error() noexcept;
/// Remembers a copy of `text`; without memory for the copy, a fixed text that says so.
void set_last_error(const char* text) noexcept;
/// Remembers `text` itself, which must live for ever. Needs no memory.
void set_fixed_last_error(const char* text) noexcept;

}  // namespace catvton::capi
