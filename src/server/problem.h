// What went wrong, as application/problem+json (RFC 9457): type, title, status, detail, and `next`, what to
// do.

#pragma once

#include <string_view>

#include <nlohmann/json_fwd.hpp>

#include "base/result.h"
#include "server/http.h"

namespace meso::server {

Response problem(unsigned status, std::string_view detail, std::string_view next = {});
Response problem(const Error& error);
// With further members.
Response problem_with(unsigned status, std::string_view detail, const nlohmann::ordered_json& members);

}  // namespace meso::server
