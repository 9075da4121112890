#include "masker/numbered.hpp"

namespace catvton::masker {

std::string numbered(std::string_view name, std::size_t number) {
    std::string result(name);
    result += std::to_string(number);
    return result;
}

}  // namespace catvton::masker
