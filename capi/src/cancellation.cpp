#include "options.hpp"
#include "outputs.hpp"

using namespace catvton;
using namespace catvton::capi;

CancellationToken capi::cancellation_token(catvton_cancellation handle) {
    return handle == 0 ? CancellationToken() : *object_of<CancellationToken>(handle);
}

catvton_status catvton_cancellation_create(catvton_cancellation* cancellation) {
    return return_handle(cancellation, "cancellation", [] { return CancellationToken(); });
}

catvton_status catvton_cancellation_cancel(catvton_cancellation cancellation) {
    return guard([&] { object_of<CancellationToken>(cancellation)->cancel(); });
}

catvton_status catvton_cancellation_reset(catvton_cancellation cancellation) {
    return guard([&] { object_of<CancellationToken>(cancellation)->reset(); });
}

catvton_status catvton_cancellation_get_cancelled(catvton_cancellation cancellation,
                                                  std::int32_t* cancelled) {
    return return_value(cancelled, "cancelled",
                        [&] { return object_of<CancellationToken>(cancellation)->cancelled(); });
}

catvton_status catvton_cancellation_free(catvton_cancellation cancellation) {
    return free_handle<CancellationToken>(cancellation);
}
