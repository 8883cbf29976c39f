#include "server/problem.h"

#include <string>

#include <nlohmann/json.hpp>

namespace meso::server {
namespace {

using nlohmann::ordered_json;

struct Named {
  const char* slug;
  const char* title;
};

Named named(unsigned status) {
  switch (status) {
    case 400:
      return {"bad-request", "The request does not read"};
    case 401:
      return {"sign-in", "Sign in first"};
    case 403:
      return {"refused", "Refused"};
    case 404:
      return {"not-found", "Not found"};
    case 405:
      return {"method", "This address does not answer that method"};
    case 410:
      return {"gone", "No longer there"};
    case 413:
      return {"too-large", "The request is too large"};
    case 415:
      return {"content-type", "The body is not JSON"};
    case 421:
      return {"wrong-host", "This is not the server of that name"};
    case 422:
      return {"mistake", "The question has a mistake"};
    case 429:
      return {"too-many", "Too many requests"};
    case 431:
      return {"too-large", "The request is too large"};
    case 503:
      return {"busy", "Not able to answer now"};
    default:
      return {"could-not", "Could not answer"};
  }
}

unsigned status_of(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::kUsage:
      return 400;
    case ErrorKind::kBadInput:
      return 422;
    case ErrorKind::kNotFound:
      return 404;
    case ErrorKind::kRefused:
      return 403;
    case ErrorKind::kLocked:
      return 503;
    default:
      return 500;
  }
}

}  // namespace

Response problem_with(unsigned status, std::string_view detail, const ordered_json& members) {
  const Named name = named(status);
  ordered_json body = {{"type", std::string("/problems/") + name.slug},
                       {"title", name.title},
                       {"status", status},
                       {"detail", detail}};
  body.update(members);
  Response response;
  response.status = status;
  response.content_type = "application/problem+json";
  response.body = body.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
  response.headers.emplace_back("Cache-Control", "no-store");
  if (status == 429 || status == 503) response.headers.emplace_back("Retry-After", "1");
  return response;
}

Response problem(unsigned status, std::string_view detail, std::string_view next) {
  return problem_with(status, detail, next.empty() ? ordered_json::object() : ordered_json{{"next", next}});
}

Response problem(const Error& error) {
  const std::string where = error.place.text();
  return problem(status_of(error.kind), (where.empty() ? "" : where + ": ") + error.message, error.hint);
}

}  // namespace meso::server
