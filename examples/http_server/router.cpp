#include "router.hpp"

#include <array>
#include <chrono>
#include <memory>

#include "base64.hpp"
#include "catvton/catvton.hpp"
#include "resources.hpp"
#include "run_on.hpp"
#include "try_on_form.hpp"

namespace catvton::server {

namespace {

using Clock = std::chrono::steady_clock;

constexpr const char* kVersion = "1.0.0";  // of the HTTP contract
constexpr const char* kTryOn = "/api/try-on";
constexpr int kWorkers = 2;

struct Route {
    const char* path;
    const char* methods;
};
constexpr std::array<Route, 6> kRoutes{{{"/", "GET, HEAD, OPTIONS"},
                                        {"/health", "GET, HEAD, OPTIONS"},
                                        {kTryOn, "POST, OPTIONS"},
                                        {"/metrics", "GET, HEAD, OPTIONS"},
                                        {"/openapi.json", "GET, HEAD, OPTIONS"},
                                        {"/demo", "GET, HEAD, OPTIONS"}}};

Response make_response(http::status status, std::string body, const char* type) {
    Response response(status, 11);
    response.set(http::field::content_type, type);
    response.set("X-Content-Type-Options", "nosniff");
    response.body() = std::move(body);
    return response;
}

Response json_response(http::status status, const nlohmann::json& body) {
    return make_response(status,
                         body.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace),
                         "application/json");
}

bool allows(const Route& route, http::verb method) {
    if (method == http::verb::get || method == http::verb::head || method == http::verb::options)
        return method == http::verb::options || std::string_view(route.methods).starts_with("GET");
    return method == http::verb::post && std::string_view(route.methods).starts_with("POST");
}

/// The time that it takes does not tell how much of the key is right.
bool same_key(std::string_view given, std::string_view wanted) {
    unsigned difference = given.size() == wanted.size() ? 0 : 1;
    for (std::size_t i = 0; i < given.size(); ++i)
        difference |= static_cast<unsigned>(given[i] ^ wanted[i % wanted.size()]);
    return difference == 0;
}

bool has_key(const http::request_header<>& header, const std::string& key) {
    const auto bearer = header[http::field::authorization];
    constexpr std::string_view prefix = "Bearer ";
    const std::string_view text(bearer.data(), bearer.size());
    if (text.starts_with(prefix) && same_key(text.substr(prefix.size()), key)) return true;
    const auto plain = header["X-API-Key"];
    return same_key({plain.data(), plain.size()}, key);
}

Image decode_field(std::string_view bytes, const std::string& field, int channels) {
    const std::span file(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
    DecodeOptions options;
    options.channels = channels;
    if (channels == 1) options.alpha = AlphaRule::ignore;
    try {
        if (bytes.empty()) throw Error(ErrorCode::invalid_image, "the file is empty");
        const ImageFormat format = probe_image(file, options).format;
        if (format != ImageFormat::jpeg && format != ImageFormat::png &&
            format != ImageFormat::webp) {
            throw Error(ErrorCode::unsupported_format, "not a JPEG, PNG or WebP");
        }
        return decode_image(file, options);
    } catch (const Error& error) {
        throw image_error(error, field);
    }
}

/// A try-on as the form asks for it, and what becomes of its picture.
struct Prepared {
    std::shared_ptr<TryOnJob> job = std::make_shared<TryOnJob>();
    EncodeOptions encoding;
};

Prepared prepare(const Request& request, const Query& query, std::size_t max_part) {
    Form form;
    const auto type = request[http::field::content_type];
    if (!request.body().empty())
        form = parse_multipart(request.body(), multipart_boundary({type.data(), type.size()}),
                               max_part);
    const TryOnForm fields = read_try_on_form(form, query);
    Prepared prepared;
    TryOnJob& job = *prepared.job;
    job.person = decode_field(fields.person, "person_image", 3);
    job.cloth = decode_field(fields.cloth, "cloth_image", 3);
    if (!fields.mask.empty()) job.mask = decode_field(fields.mask, "mask_image", 1);
    if (!job.mask.empty() &&
        (job.mask.width() != job.person.width() || job.mask.height() != job.person.height())) {
        throw ApiError{422, "invalid_image", "mask_image: it must have person_image's size"};
    }
    job.cloth_type = fields.cloth_type;
    job.num_inference_steps = fields.num_inference_steps;
    job.guidance_scale = fields.guidance_scale;
    job.seed = fields.seed;
    prepared.encoding = {fields.output_format, fields.quality};
    return prepared;
}

std::string success_body(const TryOnOutcome& outcome, const EncodeOptions& encoding) {
    return nlohmann::json{{"success", true},
                          {"imageBase64", to_base64(encode_image(outcome.image, encoding))},
                          {"message", "Try-on completed successfully"},
                          {"seed", outcome.seed},
                          {"seconds", outcome.seconds}}
        .dump();
}

}  // namespace

Router::Router(const ServerOptions& options, Service& service)
    : options_(options),
      service_(service),
      cors_(options.cors_origins),
      limiter_(options.rate_limit),
      uploads_(options.max_bodies_bytes()),
      work_(kWorkers) {}

Router::Call Router::begin(const http::request_header<>& header,
                           const std::string& client_address) {
    if (header.version() >= 11 && header.count(http::field::host) != 1)
        throw bad_request("A request needs one Host header");
    const auto target = header.target();
    Call call{parse_target({target.data(), target.size()}), {}, false, client_address};
    for (const Route& route : kRoutes) {
        if (call.target.path != route.path) continue;
        call.route = route.path;
        if (!allows(route, header.method())) throw method_not_allowed(route.methods);
        if (header.method() == http::verb::post) {
            call.takes_body = true;
            if (!options_.api_key.empty() && !has_key(header, options_.api_key))
                throw unauthorized();
            if (const int wait = limiter_.take(client_address); wait > 0) throw rate_limited(wait);
        }
        return call;
    }
    throw not_found();
}

boost::asio::awaitable<Response> Router::answer(const Call& call, Upload upload,
                                                CancellationToken cancellation) {
    const Request& request = upload.request;
    if (request.method() == http::verb::options) {
        Response response = make_response(http::status::no_content, "", "text/plain");
        for (const Route& route : kRoutes) {
            if (call.route == route.path) response.set(http::field::allow, route.methods);
        }
        if (Cors::is_preflight(request.method(), request))
            Cors::answer_preflight(request, response);
        co_return response;
    }
    if (call.route == kTryOn) co_return co_await try_on(call, std::move(upload), cancellation);
    if (call.route == "/") co_return root();
    if (call.route == "/health") co_return health();
    if (call.route == "/metrics") {
        co_return make_response(http::status::ok,
                                metrics_.text({service_.ready(), service_.busy(), uploads_.used()}),
                                "text/plain; version=0.0.4");
    }
    if (call.route == "/openapi.json")
        co_return make_response(http::status::ok, std::string(kOpenApi), "application/json");
    co_return make_response(http::status::ok, std::string(kDemoPage), "text/html; charset=utf-8");
}

boost::asio::awaitable<Response> Router::try_on(const Call& call, Upload upload,
                                                CancellationToken cancellation) {
    const auto begun = Clock::now();
    // The upload goes with the work: a request that waits for the device must not hold its files.
    auto work = [this, &call, moved = std::move(upload)] {
        return prepare(moved.request, call.target.query, options_.max_upload_bytes());
    };
    Prepared prepared = co_await run_on(work_, std::move(work));
    prepared.job->cancellation = cancellation;
    if (options_.request_timeout > 0) {
        prepared.job->deadline =
            begun + std::chrono::duration_cast<Clock::duration>(
                        std::chrono::duration<double>(options_.request_timeout));
    }
    Service::Place place = co_await service_.admit(*prepared.job);
    const TryOnOutcome outcome = co_await service_.run(std::move(place), prepared.job);
    metrics_.observe_try_on(outcome.seconds);
    std::string body =
        co_await run_on(work_, [&] { return success_body(outcome, prepared.encoding); });
    co_return make_response(http::status::ok, std::move(body), "application/json");
}

Response Router::error_response(const ApiError& error) const {
    Response response =
        json_response(http::int_to_status(static_cast<unsigned>(error.status)), error.body());
    if (error.retry_after)
        response.set(http::field::retry_after, std::to_string(*error.retry_after));
    if (!error.allow.empty()) response.set(http::field::allow, error.allow);
    if (error.status == 401) response.set(http::field::www_authenticate, "Bearer");
    return response;
}

Response Router::root() const {
    return json_response(http::status::ok, {{"service", "CatVTON virtual try-on"},
                                            {"version", kVersion},
                                            {"endpoints",
                                             {{"health", "/health"},
                                              {"try_on", kTryOn},
                                              {"metrics", "/metrics"},
                                              {"openapi", "/openapi.json"},
                                              {"demo", "/demo"}}},
                                            {"status", service_.ready() ? "ready" : "loading"}});
}

Response Router::health() const {
    if (service_.ready())
        return json_response(http::status::ok,
                             {{"status", "healthy"}, {"message", "Service is ready"}});
    return json_response(http::status::service_unavailable,
                         {{"status", "loading"}, {"message", "Models are still loading"}});
}

}  // namespace catvton::server
