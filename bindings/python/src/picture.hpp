#pragma once

#include <utility>

#include "image_argument.hpp"
#include "released_gil.hpp"

namespace catvton::python {

/// The picture that `work` makes without the GIL.
template <class Work>
PixelArray picture(Work&& work) {
    Image result;
    {
        const ReleasedGil released;
        result = work();
    }
    return to_array(std::move(result));
}

}  // namespace catvton::python
