// HTTP as plain values, and the one listener that speaks it.
//
// Everything above this header deals in Request and Response; the library that reads and writes sockets is
// seen by http_server.cpp alone. One thread does all input and output, so an idle or slow client costs a few
// kilobytes and never a thread; answers are made by `workers` threads beside it.
//
// A request is read within a deadline, its head and body are limited, and when more requests wait for a
// worker than `waiting` the next is told 503 at once: a busy server says so and does not fall over.

#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace meso::server {

using Pairs = std::vector<std::pair<std::string, std::string>>;

struct Request {
  std::string method;
  std::string path;  // decoded, without the query
  Pairs query;       // decoded, as sent
  Pairs headers;     // names in lower case
  std::string body;
  std::string client;  // the other end's address, without its port
  bool encrypted = false;

  // Of the first header or query item of that name; "" when there is none.
  std::string_view header(std::string_view name) const;
  std::string_view asked(std::string_view name) const;
};

// A body that goes on: what a page that listens is told as it happens. The connection is its own until either
// side ends it.
class Feed {
 public:
  virtual ~Feed() = default;
  // What there is to send now, "" when nothing, and nothing at all when it is over. Called on the listener's
  // one thread: it must not wait.
  virtual std::optional<std::string> take() = 0;
};

struct Response {
  unsigned status = 200;
  std::string content_type = "application/json";
  std::string body;
  Pairs headers;
  std::shared_ptr<Feed> feed{};  // in place of `body`
};

// Splits "/a%20b?x=1" and decodes it. False when it is no path of ours: not UTF-8, or with a bad escape.
bool read_target(std::string_view target, Request& request);

struct ListenOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 8080;  // 0: any free one
  std::string certificate;    // PEM files; both or none. With them the listener speaks TLS 1.2 and later only
  std::string private_key;
  int workers = 2;
  std::size_t waiting = 512;
  std::size_t connections = 2000;
  std::size_t head_limit = 16 * 1024;
  std::size_t body_limit = 64 * 1024;
  // Requests that this says are slow are answered by two threads of their own, so that hashing passwords
  // holds no question up. At most `slow_waiting` of them wait.
  std::function<bool(const Request&)> slow;
  std::size_t slow_waiting = 32;
  // A larger limit for some requests, by method and path as sent; 0: the one above. Called on the listener's
  // thread.
  std::size_t (*body_limit_of)(std::string_view method, std::string_view target) = nullptr;
  std::size_t feeds = 200;  // pages that may listen at once; the next is told 503
  std::chrono::milliseconds beat{
      10'000};  // a silent feed says so often that it is there, and finds out who left
  std::chrono::milliseconds request_deadline{20'000};  // idle between requests, and reading one
  std::chrono::milliseconds answer_deadline{60'000};   // writing an answer to a slow reader
  std::chrono::milliseconds farewell{5'000};           // what is under way at shutdown may take so long
};

class Listener {
 public:
  // `answer` is called from several threads and does not throw. `refuse` makes the answers of the listener
  // itself: 400, 408, 413, 431, 503, with a sentence.
  using Answer = std::function<Response(const Request&)>;
  using Refuse = std::function<Response(unsigned status, std::string_view why)>;
  // kIo when the address cannot be listened at; kBadInput when it is none, or the certificate does not read.
  static Result<std::unique_ptr<Listener>> open(const ListenOptions& options, Answer answer, Refuse refuse);
  virtual ~Listener() = default;

  virtual std::uint16_t port() const = 0;
  // Answers until SIGTERM, SIGINT or stop(); then takes no more, finishes what is under way, and returns.
  virtual void run() = 0;
  virtual void stop() = 0;  // from any thread
  virtual std::size_t open_connections() const = 0;
  // Feeds have something to send. From any thread.
  virtual void wake() = 0;
};

}  // namespace meso::server
