#include "multipart.hpp"

#include <algorithm>

#include "api_error.hpp"
#include "header_parameters.hpp"

namespace catvton::server {

namespace {

constexpr std::size_t kMaxParts = 1000;
constexpr std::size_t kMaxPartHeader = 16 * 1024;
constexpr std::size_t kMaxBoundary = 70;  // RFC 2046

[[noreturn]] void broken(const std::string& reason) {
    throw bad_request("The multipart body is broken: " + reason);
}

struct Part {
    std::string name;
    FormField field;
};

/// The part's name from its header block; empty when it has none.
Part read_header(std::string_view block) {
    Part part;
    while (!block.empty()) {
        const std::size_t end = std::min(block.find("\r\n"), block.size());
        const std::string_view line = block.substr(0, end);
        block.remove_prefix(std::min(end + 2, block.size()));
        const std::size_t colon = line.find(':');
        if (colon == std::string_view::npos) broken("a part's header line has no colon");
        if (lower_case(trimmed(line.substr(0, colon))) != "content-disposition") continue;
        const auto parameters = header_parameters(line.substr(colon + 1));
        if (const auto name = parameters.find("name"); name != parameters.end())
            part.name = name->second;
        part.field.is_file = parameters.contains("filename") || parameters.contains("filename*");
    }
    return part;
}

/// Walks over the parts of one body.
class Reader {
public:
    Reader(std::string_view body, const std::string& boundary)
        : body_(body), delimiter_("\r\n--" + boundary) {
        const std::string_view first = std::string_view(delimiter_).substr(2);
        if (body_.starts_with(first)) {
            at_ = first.size();
        } else {
            const std::size_t found = body_.find(delimiter_);
            if (found == std::string_view::npos) broken("the boundary is not in it");
            at_ = found + delimiter_.size();
        }
    }

    /// Behind a delimiter: false when it is the closing one.
    bool begin_part() {
        if (body_.substr(at_).starts_with("--")) return false;
        while (at_ < body_.size() && (body_[at_] == ' ' || body_[at_] == '\t')) ++at_;
        if (!body_.substr(at_).starts_with("\r\n")) broken("a boundary does not end its line");
        at_ += 2;
        return true;
    }

    Part read_part(std::size_t max_part) {
        const std::string_view rest = body_.substr(at_);
        std::string_view header;
        std::size_t content = 0;
        if (rest.starts_with("\r\n")) {
            content = 2;
        } else {
            const std::size_t end = rest.substr(0, kMaxPartHeader).find("\r\n\r\n");
            if (end == std::string_view::npos) broken("a part's header does not end");
            header = rest.substr(0, end);
            content = end + 4;
        }
        Part part = read_header(header);
        const std::size_t end = rest.find(delimiter_, content - 2);
        if (end == std::string_view::npos) broken("the closing boundary is missing");
        part.field.content =
            end < content ? std::string_view{} : rest.substr(content, end - content);
        if (part.field.content.size() > max_part) {
            throw too_large("A part of the form has " + std::to_string(part.field.content.size()) +
                            " bytes: at most " + std::to_string(max_part) + " are taken");
        }
        at_ += end + delimiter_.size();
        return part;
    }

private:
    std::string_view body_;
    std::string delimiter_;
    std::size_t at_ = 0;
};

}  // namespace

std::string multipart_boundary(std::string_view content_type) {
    const auto parameters = header_parameters(content_type);
    if (parameters.at("") != "multipart/form-data") {
        throw ApiError{415, "unsupported_format", "Send the form as multipart/form-data"};
    }
    const auto boundary = parameters.find("boundary");
    if (boundary == parameters.end() || boundary->second.empty() ||
        boundary->second.size() > kMaxBoundary) {
        throw bad_request("The content type needs a boundary of 1 to 70 characters");
    }
    return boundary->second;
}

Form parse_multipart(std::string_view body, const std::string& boundary, std::size_t max_part) {
    Form form;
    Reader reader(body, boundary);
    for (std::size_t count = 0; reader.begin_part(); ++count) {
        if (count == kMaxParts) broken("it has more than " + std::to_string(kMaxParts) + " parts");
        Part part = reader.read_part(max_part);
        if (part.name.empty()) broken("a part has no name");
        form[std::move(part.name)] = part.field;
    }
    return form;
}

}  // namespace catvton::server
