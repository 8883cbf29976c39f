#include "server/router.h"

#include <algorithm>
#include <cstdio>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/keys.h"
#include "base/moment.h"
#include "server/pages.h"
#include "server/problem.h"

namespace meso::server {
namespace {

using std::chrono::steady_clock;

// Scripts, styles, pictures and questions of our own only; nothing inline; nobody may frame us.
constexpr const char* kContentPolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

void add_secure_headers(Response& response, bool encrypted) {
  response.headers.emplace_back("Content-Security-Policy", kContentPolicy);
  response.headers.emplace_back("X-Content-Type-Options", "nosniff");
  response.headers.emplace_back("X-Frame-Options", "DENY");
  response.headers.emplace_back("Referrer-Policy", "no-referrer");
  response.headers.emplace_back("Cross-Origin-Opener-Policy", "same-origin");
  response.headers.emplace_back("Cross-Origin-Resource-Policy", "same-origin");
  response.headers.emplace_back("Permissions-Policy", "camera=(), geolocation=(), microphone=()");
  if (encrypted) response.headers.emplace_back("Strict-Transport-Security", "max-age=31536000");
}

// The values of the path's {names}, or nothing when the path is another one.
bool matches(std::string_view pattern, std::string_view path, std::vector<std::string>& values) {
  values.clear();
  while (true) {
    const auto pattern_end = pattern.find('/', 1);
    const auto path_end = path.find('/', 1);
    const auto wanted = pattern.substr(0, pattern_end);
    const auto here = path.substr(0, path_end);
    if (wanted.starts_with("/{")) {
      if (here.size() < 2) return false;
      values.emplace_back(here.substr(1));
    } else if (wanted != here) {
      return false;
    }
    if (pattern_end == std::string_view::npos || path_end == std::string_view::npos)
      return pattern_end == path_end;
    pattern.remove_prefix(pattern_end);
    path.remove_prefix(path_end);
  }
}

bool lists(std::string_view header, std::string_view tag) {
  for (std::size_t at = 0; (at = header.find(tag, at)) != std::string_view::npos; ++at) {
    const auto end = at + tag.size();
    const bool begins = at == 0 || header[at - 1] == ' ' || header[at - 1] == ',' || header[at - 1] == '/';
    if (begins && (end == header.size() || header[end] == ',' || header[end] == ' ' || header[end] == ';'))
      return true;
  }
  return header == "*";
}

// A page of the browser: a file by its own name, or index.html for every address that is a page's.
Response page(const Request& request, std::string& operation) {
  operation = "page";
  const auto all = pages();
  auto found = std::find_if(all.begin(), all.end(), [&](const Page& p) { return p.path == request.path; });
  if (found == all.end() && request.path.find('.') == std::string::npos)
    found = std::find_if(all.begin(), all.end(), [](const Page& p) { return p.path == "/index.html"; });
  if (found == all.end()) return problem(404, "there is no page of that name");
  Response response;
  response.content_type = found->content_type;
  const std::string tag = fmt::format("\"{}\"", found->digest);
  response.headers.emplace_back("ETag", tag);
  response.headers.emplace_back("Cache-Control",
                                found->lasting ? "public, max-age=31536000, immutable" : "no-cache");
  response.headers.emplace_back("Vary", "Accept-Encoding");
  if (lists(request.header("if-none-match"), tag)) {
    response.status = 304;
  } else if (!found->gzipped.empty() && lists(request.header("accept-encoding"), "gzip")) {
    response.headers.emplace_back("Content-Encoding", "gzip");
    response.body = found->gzipped;
  } else {
    response.body = found->plain;
  }
  return response;
}

// A browser tells where a request comes from, and lets no page of another site send a header of ours: another
// site may not ask in our user's name.
std::optional<Response> from_elsewhere(const Route& route, const Request& request) {
  const auto type = request.header("content-type");
  const bool piece = route.operation == std::string_view(kUploadPiece);  // says itself what it takes
  if (!piece && !request.body.empty() && !type.starts_with("application/json"))
    return problem(415, "the body must be JSON", "send Content-Type: application/json");
  const auto origin = request.header("origin");
  const std::string own =
      (is_encrypted(request) ? "https://" : "http://") + std::string(request.header("host"));
  const auto site = request.header("sec-fetch-site");
  if ((!origin.empty() && origin != own) || (!site.empty() && site != "same-origin" && site != "none"))
    return problem(403, "a page of another site asked");
  if (request.header("meso-request").empty())
    return problem(403, "the header Meso-Request is missing", "send Meso-Request: 1 with whatever is no GET");
  return std::nullopt;
}

// "localhost:8080" -> "localhost"; "[::1]:80" -> "::1".
std::string_view host_name(std::string_view host) {
  if (host.starts_with('[')) return host.substr(1, host.find(']') - 1);
  return host.substr(0, host.find(':'));
}

}  // namespace

Router::Router(WarmNetwork& network, Reception& reception, RouterOptions options)
    : network_(network),
      reception_(reception),
      options_(std::move(options)),
      limits_(options_.requests_a_second, 4 * options_.requests_a_second) {}

bool Router::is_our_host(std::string_view host) const {
  const auto name = host_name(host);
  if (name == "localhost" || name == "127.0.0.1" || name == "::1") return true;
  return !options_.loopback_only ||
         std::find(options_.hosts.begin(), options_.hosts.end(), name) != options_.hosts.end();
}

Response Router::metrics_page() const {
  Response response;
  response.content_type = "text/plain; version=0.0.4; charset=utf-8";
  response.body = metrics_.text(connections ? connections() : 0);
  response.headers.emplace_back("Cache-Control", "no-store");
  return response;
}

Response Router::dispatch(const Request& request, std::string& operation) {
  // A page of another name that resolves to this machine would otherwise be let in by the browser.
  if (!is_our_host(request.header("host"))) {
    return problem(421, "this server does not answer to the host name that was asked for",
                   "use localhost, or name the host with --host");
  }
  const bool reads = request.method == "GET" || request.method == "HEAD";
  if (request.path == "/health" && reads) {
    operation = "health";
    Response response;
    response.body = R"({"status":"ok"})";
    response.headers.emplace_back("Cache-Control", "no-store");
    return response;
  }
  if (request.path == "/metrics" && reads) {
    operation = "metrics";
    // For whoever watches this machine; a proxy before us speaks for the world.
    if (!request.header("x-forwarded-for").empty() || !request.header("forwarded").empty())
      return problem(401, "the metrics are read on this machine, not through a proxy");
    return metrics_page();
  }
  if (!limits_.take(request.client, steady_clock::now()))
    return problem(429, "more requests than one address may make", "wait a second");
  if (!request.path.starts_with("/api/")) {
    if (!reads) return problem(405, "pages are read with GET");
    return page(request, operation);
  }

  std::string allowed;
  std::vector<std::string> values;
  for (const Route& route : api_routes()) {
    if (!matches(route.path, request.path, values)) continue;
    const std::string_view method = route.method;
    if (method != request.method && !(method == "GET" && request.method == "HEAD")) {
      allowed += (allowed.empty() ? "" : ", ") + std::string(method);
      continue;
    }
    operation = route.operation;
    return answer_route(route, request, std::move(values));
  }
  if (allowed.empty()) return problem(404, "there is nothing at that address", "see /api/v1/openapi.json");
  Response refused = problem(405, "that address answers " + allowed);
  refused.headers.emplace_back("Allow", allowed);
  return refused;
}

Response Router::answer_route(const Route& route, const Request& request, std::vector<std::string> values) {
  const std::string_view method = route.method;
  if (method != "GET") {
    if (const auto refused = from_elsewhere(route, request)) return *refused;
  }
  const std::shared_ptr<const Pinned> pinned = network_.now();
  std::optional<Visitor> visitor;
  if (route.needs.who != Needs::Who::kAnybody) {
    visitor = reception_.visitor(request);
    if (!visitor) return problem(401, "nobody is signed in here, or the session has ended", "sign in");
  }
  if (route.needs.who == Needs::Who::kRole) {
    if (!visitor->role) {
      return visitor->session.second_step_missing
                 ? problem(403, "your second step is missing, and without it no role is yours",
                           "set it up: the page asks for it after signing in")
                 : problem(403, "you hold no role", "ask your administrator for one");
    }
    if (!route.needs.met_by(visitor->role->role)) return problem(route.needs.refusal(visitor->role->role));
    if (const Status given = reception_.give_lens(*visitor, request, *pinned); !given.ok())
      return problem(given.error());
    if (visitor->audience && !route.needs.met_by(visitor->audience->role))
      return problem(route.needs.refusal(visitor->audience->role));
    if (visitor->audience && !(method == "GET" || route.needs.is_question()))
      return problem(403, "a preview changes nothing", "leave the preview first");
  }

  std::string tag;
  if (method == "GET" && route.needs.who == Needs::Who::kRole && route.tagged) {
    std::string asked = request.path + "\n" + network_.places().digest() + "\n" + visitor->session.person;
    asked += "\n" + std::string(access::role_name(visitor->role->role)) + "@" + visitor->role->organisation;
    if (visitor->lens) asked += "\n" + visitor->lens->view_digest();
    for (const auto& [name, value] : request.query) asked += "\n" + name + "=" + value;
    tag = fmt::format("\"{}-{}-{}\"", MESO_VERSION, pinned->digest(),
                      digest_hex(std::as_bytes(std::span(asked))).substr(0, 12));
    if (lists(request.header("if-none-match"), tag)) {
      Response same;
      same.status = 304;
      same.headers.emplace_back("ETag", tag);
      return same;
    }
  }
  Response response = route.answer(
      {request, *pinned, network_, reception_, std::move(values), visitor ? &*visitor : nullptr});
  if (response.status == 200) {
    // Damage that this very question found changes the state, and so the tag.
    if (!tag.empty()) {
      tag.replace(tag.find('-') + 1, tag.rfind('-') - tag.find('-') - 1, pinned->digest());
      response.headers.emplace_back("ETag", tag);
    }
    response.headers.emplace_back("Cache-Control", tag.empty() ? "no-store" : "private, no-cache");
    response.headers.emplace_back("Vary", "Cookie");
  }
  return response;
}

Response Router::answer(const Request& request) {
  const auto begin = steady_clock::now();
  std::string operation = "none";
  Response response;
  try {
    response = dispatch(request, operation);
  } catch (const std::exception&) {
    response =
        problem(500, "the server could not answer", "tell whoever runs it: the log names the operation");
  }
  const double seconds = std::chrono::duration<double>(steady_clock::now() - begin).count();
  metrics_.count(operation, response.status, seconds);
  if (options_.log) {
    // The operation's name, never the address that was asked for: those may be typed by hand.
    fmt::print(stderr,
               R"({{"time":"{}","operation":"{}","status":{},"ms":{:.1f},"bytes":{}}})"
               "\n",
               format_moment(now()), operation, response.status, 1000 * seconds, response.body.size());
  }
  add_secure_headers(response, request.encrypted);
  return response;
}

Response Router::refuse(unsigned status, std::string_view why) {
  Response response = problem(status, why);
  metrics_.count("none", status, 0);
  add_secure_headers(response, false);
  return response;
}

}  // namespace meso::server
