#pragma once

/// Marks what the shared library exports; everything else is hidden.
#define CATVTON_API __attribute__((visibility("default")))
