#pragma once

#include "catvton/auto_masker.hpp"
#include "catvton/image.hpp"
#include "masker/densepose/box_head.hpp"
#include "masker/densepose/chart_head.hpp"
#include "masker/densepose/decoder.hpp"
#include "masker/densepose/proposal_network.hpp"
#include "weights/state_dict.hpp"

namespace catvton::masker::densepose {

/// Which of the people found is labelled.
struct PersonRule {
    PersonChoice choice = PersonChoice::best;
    int index = 0;  ///< with PersonChoice::index
};

struct Detection {
    Image labels;                   ///< 0..24, the photo's size; all 0 when nobody is labelled
    std::vector<PersonBox> people;  ///< best first, in pixels of the photo
    int person = -1;                ///< position in `people` of the labelled one; -1: none
};

/// DensePose R50-FPN: photo -> body part labels of one person.
class Detector {
public:
    /// Throws corrupt_weights listing the tensors that do not fit.
    Detector(const weights::StateDict& file, const Config& config, at::Device device);
    Detection detect(const ImageView& rgb, PersonRule rule = {}, const Trace& trace = {}) const;

private:
    struct Networks {
        Networks(const nn::Scope& scope, const Config& config);
        Backbone backbone;
        ProposalNetwork proposals;
        BoxHead boxes;
        Decoder decoder;
        ChartHead charts;
    };
    static Networks load(const weights::StateDict& file, const Config& config, at::Device device);

    Config config_;
    at::Device device_;
    Networks networks_;
};

}  // namespace catvton::masker::densepose
