#pragma once

#include <ATen/ATen.h>

#include <map>
#include <stdexcept>
#include <string>

#include "masker/trace.hpp"
#include "support/golden_file.hpp"

namespace catvton::test {

/// Keeps copies of all traced tensors.
class Recording {
public:
    masker::Trace trace() {
        return [this](const std::string& name, const at::Tensor& value) {
            values_[name] = value.clone();
        };
    }
    /// Fails loudly when nothing of this name was traced.
    const at::Tensor& operator[](const std::string& name) const {
        const auto found = values_.find(name);
        if (found == values_.end()) throw std::runtime_error("nothing was traced as " + name);
        return found->second;
    }

private:
    std::map<std::string, at::Tensor> values_;
};

/// Mean, population standard deviation, min, max and sum of magnitudes, in double.
at::Tensor statistics(const at::Tensor& values);

/// Compares with what is recorded under key: .stats, .shape and .slice (rows ::H/16, columns
/// ::W/column_divisor), each as far as it is there.
void check_recorded(const GoldenFile& file, const std::string& key, const at::Tensor& got,
                    std::int64_t column_divisor);

/// The bar for network outputs: max error over max value.
inline constexpr double kNetworkTolerance = 5e-5;

}  // namespace catvton::test
