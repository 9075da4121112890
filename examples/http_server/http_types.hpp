#pragma once

#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>

#include "upload_budget.hpp"

namespace catvton::server {

namespace http = boost::beast::http;

using Request = http::request<http::string_body>;
using Response = http::response<http::string_body>;

/// A whole request, and the memory that is counted for its body.
struct Upload {
    Request request;
    UploadBudget::Share share;
};

}  // namespace catvton::server
