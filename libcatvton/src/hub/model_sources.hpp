#pragma once

#include "catvton/options.hpp"
#include "weights/published_sets.hpp"

namespace catvton::hub {

/// The repositories that the options name, by owner/name or by the name of a model, with the files
/// of each that the pipeline and its masker read. Folders, merged files and "mini" need none.
weights::PublishedSet remote_sources(const ModelOptions& options);

}  // namespace catvton::hub
