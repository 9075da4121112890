#include <c10/core/CPUAllocator.h>
#include <doctest/doctest.h>

#include <limits>
#include <memory>

#include "support/diffusion_models.hpp"
#include "support/error_check.hpp"
#include "support/formula_state_dict.hpp"
#include "support/tiny_pipeline.hpp"

using namespace catvton;
using test::check_error;
using test::RecordedRequest;

namespace {

/// LibTorch's CPU allocator, which fails at the n-th allocation as the real one does when memory is
/// short.
class FailingAllocator final : public c10::Allocator {
public:
    explicit FailingAllocator(c10::Allocator* real) : real_(real) {}
    void fail_at(int n) {
        countdown_ = n;
        fired_ = false;
    }
    bool fired() const { return fired_; }

    c10::DataPtr allocate(std::size_t bytes) override {
        if (countdown_ > 0 && --countdown_ == 0) {
            fired_ = true;
            TORCH_CHECK(false, "DefaultCPUAllocator: can't allocate memory: you tried to allocate ",
                        bytes, " bytes.");
        }
        return real_->allocate(bytes);
    }
    c10::DeleterFnPtr raw_deleter() const override { return real_->raw_deleter(); }
    void copy_data(void* to, const void* from, std::size_t count) const override {
        real_->copy_data(to, from, count);
    }

private:
    c10::Allocator* real_;
    int countdown_ = 0;
    bool fired_ = false;
};

/// Replaces LibTorch's CPU allocator as long as it lives.
class AllocatorScope {
public:
    AllocatorScope() : real_(c10::GetCPUAllocator()), failing_(real_) {
        c10::SetCPUAllocator(&failing_, 100);
    }
    ~AllocatorScope() { c10::SetCPUAllocator(real_, 101); }
    AllocatorScope(const AllocatorScope&) = delete;
    AllocatorScope& operator=(const AllocatorScope&) = delete;
    FailingAllocator* operator->() { return &failing_; }

private:
    c10::Allocator* real_;
    FailingAllocator failing_;
};

}  // namespace

TEST_CASE("memory may run out at any allocation: an error, and the next run is exact") {
    Pipeline pipeline = test::tiny_pipeline(test::cpu_context());
    RecordedRequest request = RecordedRequest::load("pipeline_1step");
    request.options.num_inference_steps = 2;
    const Image want = request.run(pipeline).image;
    AllocatorScope allocator;
    int faults = 0;
    for (int n = 1;; n = n * 3 / 2 + 1) {
        allocator->fail_at(n);
        try {
            const TryOnResult result = request.run(pipeline);
            CHECK((result.image == want));
            if (!allocator->fired()) break;
        } catch (const Error& error) {
            CHECK((error.code() == ErrorCode::out_of_memory));
            ++faults;
        }
        allocator->fail_at(0);
        CHECK((request.run(pipeline).image == want));
    }
    CHECK(faults >= 10);
}

TEST_CASE("NaN in the weights is an error, not a black picture") {
    const auto spoil = [](const char* part, const char* name) {
        return [=](weights::ModelComponents& components) {
            weights::StateDict& state =
                part == std::string("vae") ? components.vae : components.unet;
            const weights::TensorEntry old = *state.find(name);
            std::vector<float> values(old.bytes / sizeof(float),
                                      std::numeric_limits<float>::quiet_NaN());
            state.set(name, test::float_entry(old.shape, values));
        };
    };
    const RecordedRequest request = RecordedRequest::load("pipeline_1step");
    Pipeline unet = test::tiny_pipeline(test::cpu_context(), false, spoil("unet", "conv_out.bias"));
    check_error(ErrorCode::numeric, "latents", [&] { request.run(unet); });
    Pipeline vae =
        test::tiny_pipeline(test::cpu_context(), false, spoil("vae", "decoder.conv_out.bias"));
    check_error(ErrorCode::numeric, "decoded picture", [&] { request.run(vae); });
}

TEST_CASE("weights that do not fit their config are refused with the differences") {
    check_error(ErrorCode::corrupt_weights, "conv_in.bias is [3], must be [32]", [] {
        test::tiny_pipeline(test::cpu_context(), false, [](weights::ModelComponents& components) {
            components.unet.set("conv_in.bias", test::float_entry({3}, {1, 2, 3}));
        });
    });
    check_error(ErrorCode::corrupt_weights, "'block_out_channels'", [] {
        test::tiny_pipeline(test::cpu_context(), false, [](weights::ModelComponents& components) {
            components.unet_config = "{}";
        });
    });
}

TEST_CASE("a model of the other variant is refused") {
    const test::TemporaryFolder folder;
    ModelOptions options;
    options.model = (folder.path() / "merged.safetensors").string();
    weights::write_merged_model(test::formula_components({"tiny", true, 1.0f}), weights::DType::f32,
                                options.model);
    check_error(ErrorCode::invalid_argument, "set mask_free",
                [&] { Pipeline(test::cpu_context(), options); });
}
