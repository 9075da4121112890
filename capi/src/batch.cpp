#include <algorithm>
#include <string>
#include <vector>

#include "options.hpp"
#include "outputs.hpp"

using namespace catvton;
using namespace catvton::capi;

namespace {

bool is_possible_count(std::size_t count) { return count >= 1 && count <= CATVTON_MAX_BATCH; }

/// The array's elements are as far apart as the caller's header says.
TryOnRequest request_at(const catvton_tryon_request* requests, std::size_t index) {
    const std::size_t stride = requests->struct_size;
    const auto* const bytes = reinterpret_cast<const unsigned char*>(requests) + index * stride;
    const auto* const element = reinterpret_cast<const catvton_tryon_request*>(bytes);
    const std::string name = "requests[" + std::to_string(index) + "]";
    const auto request =
        read_struct(element, name.c_str(), catvton_tryon_request CATVTON_TRYON_REQUEST_INIT);
    if (request.struct_size != stride) {
        refuse_argument(name.c_str(), "has another struct_size than the first");
    }
    check_reserved(request.reserved, "request.reserved");
    return {to_view(request.person, (name + ".person").c_str()),
            to_view(request.cloth, (name + ".cloth").c_str()),
            to_optional_view(request.mask, (name + ".mask").c_str())};
}

std::vector<TryOnRequest> to_requests(const catvton_tryon_request* requests, std::size_t count) {
    check_struct_size(required(requests, "requests")->struct_size, "requests[0]");
    std::vector<TryOnRequest> converted;
    for (std::size_t i = 0; i < count; ++i) converted.push_back(request_at(requests, i));
    return converted;
}

/// All or none.
void insert_all(std::vector<TryOnResult>&& results, catvton_tryon_result* handles) {
    std::size_t done = 0;
    try {
        for (; done < results.size(); ++done) {
            handles[done] = insert_handle(std::move(results[done]));
        }
    } catch (...) {
        for (std::size_t i = 0; i < done; ++i) {
            HandleTable::instance().remove(handles[i], HandleType::tryon_result);
            handles[i] = 0;
        }
        throw;
    }
}

}  // namespace

catvton_status catvton_pipeline_run_batch(catvton_pipeline pipeline,
                                          const catvton_tryon_request* requests, std::size_t count,
                                          const catvton_tryon_options* options,
                                          catvton_tryon_result* results) {
    if (results && is_possible_count(count)) std::fill_n(results, count, 0);
    return guard([&] {
        required(results, "results");
        if (!is_possible_count(count)) {
            refuse_argument("count", "is " + std::to_string(count) + ": must be 1 to " +
                                         std::to_string(CATVTON_MAX_BATCH));
        }
        const auto object = object_of<Pipeline>(pipeline);
        insert_all(object->run(to_requests(requests, count), tryon_options(options)), results);
    });
}
