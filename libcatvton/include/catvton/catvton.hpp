#pragma once

/// Everything, for users who want one include.
#include "catvton/auto_masker.hpp"
#include "catvton/error.hpp"
#include "catvton/gpu_context.hpp"
#include "catvton/image.hpp"
#include "catvton/log.hpp"
#include "catvton/model_hub.hpp"
#include "catvton/models.hpp"
#include "catvton/options.hpp"
#include "catvton/pipeline.hpp"
#include "catvton/version.hpp"
