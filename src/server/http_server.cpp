// The listener, on Boost.Beast and Asio's coroutines. The only file that sees either: it takes the compiler
// as long as all the rest of the room.
//
// All sessions run on one thread, so their bookkeeping needs no lock. A session is a loop: read one request
// before its deadline, have a worker answer it, write the answer, until either side is done. A worker writes
// into the session's own frame, which waits for it: no function object crosses a co_await, where GCC 12
// destroys some twice.

#include <sys/resource.h>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <set>
#include <thread>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>

#include "server/http.h"

namespace meso::server {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;
using PlainStream = beast::tcp_stream;
using TlsStream = beast::ssl_stream<beast::tcp_stream>;

constexpr auto kAwait = asio::use_awaitable;

// A session's socket, as shutdown sees it.
struct Open {
  PlainStream* stream = nullptr;
  bool answering = false;
};

Request to_request(http::request<http::string_body>&& message, std::string client, bool encrypted,
                   bool& understood) {
  Request request;
  request.method = std::string(message.method_string());
  understood = read_target({message.target().data(), message.target().size()}, request);
  for (const auto& field : message) {
    std::string name(field.name_string());
    std::transform(name.begin(), name.end(), name.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    request.headers.emplace_back(std::move(name), std::string(field.value()));
  }
  request.body = std::move(message.body());
  // Only a proxy on this machine reaches us for others; the address that it saw is the last that it names.
  if (const std::string_view through = request.header("x-forwarded-for"); !through.empty()) {
    std::string_view last = through.substr(through.rfind(',') + 1);
    while (last.starts_with(' ')) last.remove_prefix(1);
    if (!last.empty() && last.size() <= 64) client = last;
  }
  request.client = std::move(client);
  request.encrypted = encrypted;
  return request;
}

class BeastListener final : public Listener {
 public:
  BeastListener(const ListenOptions& options, Answer answer, Refuse refuse)
      : options_(options),
        answer_(std::move(answer)),
        refuse_(std::move(refuse)),
        io_(1),
        tls_(asio::ssl::context::tls_server),
        workers_(static_cast<std::size_t>(std::max(1, options.workers))),
        slow_workers_(2),
        acceptor_(io_),
        signals_(io_),
        farewell_(io_) {}

  ~BeastListener() override {
    workers_.stop();
    slow_workers_.stop();
    workers_.join();
    slow_workers_.join();
  }

  Status begin() {
    boost::system::error_code error;
    const auto address = asio::ip::make_address(options_.address, error);
    if (error) {
      return Error{ErrorKind::kUsage,
                   "not an address to listen at: " + options_.address,
                   {},
                   "write it as 127.0.0.1:8080 or [::1]:8080"};
    }
    if (!options_.certificate.empty()) MESO_RETURN_IF_ERROR(read_certificate());
    const tcp::endpoint end(address, options_.port);
    acceptor_.open(end.protocol(), error);
    if (!error) acceptor_.set_option(asio::socket_base::reuse_address(true), error);
    if (!error) acceptor_.bind(end, error);
    if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
    if (error) {
      return Error{ErrorKind::kIo,
                   "cannot listen at " + options_.address + ":" + std::to_string(options_.port) + ": " +
                       error.message(),
                   {},
                   "another program may be using it; choose another with --listen"};
    }
    rlimit files{};
    if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
      files.rlim_cur = files.rlim_max;
      setrlimit(RLIMIT_NOFILE, &files);
    }
    std::signal(SIGPIPE, SIG_IGN);
    return {};
  }

  std::uint16_t port() const override { return acceptor_.local_endpoint().port(); }
  std::size_t open_connections() const override { return connections_.load(); }

  void run() override {
    signals_.add(SIGTERM);
    signals_.add(SIGINT);
    signals_.async_wait([this](const auto& error, int) {
      if (!error) close();
    });
    asio::co_spawn(io_, accept(), asio::detached);
    io_.run();
  }

  void wake() override {
    asio::post(io_, [this] {
      for (asio::steady_timer* feed : feeding_) feed->cancel();
    });
  }

  void stop() override {
    asio::post(io_, [this] { close(); });
  }

 private:
  Status read_certificate() {
    boost::system::error_code error;
    tls_.set_options(asio::ssl::context::default_workarounds | asio::ssl::context::no_tlsv1 |
                     asio::ssl::context::no_tlsv1_1);
    tls_.use_certificate_chain_file(options_.certificate, error);
    if (error) {
      return Error{ErrorKind::kBadInput,
                   "the certificate does not read: " + error.message(),
                   {options_.certificate},
                   "it is a PEM file with the server's certificate first"};
    }
    tls_.use_private_key_file(options_.private_key, asio::ssl::context::pem, error);
    if (error) {
      return Error{ErrorKind::kBadInput,
                   "the private key does not read: " + error.message(),
                   {options_.private_key},
                   "it is a PEM file with the key of that certificate"};
    }
    return {};
  }

  // Takes no more; lets go of those who ask nothing; gives the others the time of a farewell.
  void close() {
    if (closing_) return;
    closing_ = true;
    boost::system::error_code ignored;
    acceptor_.close(ignored);
    signals_.cancel(ignored);
    for (Open* session : sessions_) {
      if (!session->answering) session->stream->cancel();
    }
    for (asio::steady_timer* feed : feeding_) feed->cancel();
    if (sessions_.empty()) return;
    farewell_.expires_after(options_.farewell);
    farewell_.async_wait([this](const auto& error) {
      if (error) return;
      for (Open* session : sessions_) session->stream->cancel();
    });
  }

  asio::awaitable<void> accept() {
    while (!closing_) {
      boost::system::error_code error;
      tcp::socket socket = co_await acceptor_.async_accept(asio::redirect_error(kAwait, error));
      if (closing_) break;
      if (error || connections_ >= options_.connections) {
        // Out of sockets or over the limit: what we do not take waits in the system's queue.
        asio::steady_timer pause(io_, std::chrono::milliseconds(20));
        co_await pause.async_wait(asio::redirect_error(kAwait, error));
        continue;
      }
      socket.set_option(tcp::no_delay(true), error);
      asio::co_spawn(io_, session(std::move(socket)), asio::detached);
    }
  }

  asio::awaitable<void> session(tcp::socket socket) {
    boost::system::error_code error;
    const auto end = socket.remote_endpoint(error);
    const std::string client = error ? "" : end.address().to_string();
    connections_ += 1;
    try {
      if (options_.certificate.empty()) {
        PlainStream stream(std::move(socket));
        co_await converse(stream, stream, client);
        stream.socket().shutdown(tcp::socket::shutdown_send, error);
      } else {
        TlsStream stream(std::move(socket), tls_);
        PlainStream& lowest = beast::get_lowest_layer(stream);
        lowest.expires_after(options_.request_deadline);
        co_await stream.async_handshake(asio::ssl::stream_base::server, asio::redirect_error(kAwait, error));
        if (!error) {
          co_await converse(stream, lowest, client);
          lowest.expires_after(std::chrono::seconds(2));
          co_await stream.async_shutdown(asio::redirect_error(kAwait, error));
        }
      }
    } catch (const std::exception&) {
      // The library threw where it could not go on; the connection ends, the server does not.
    }
    connections_ -= 1;
    if (closing_ && sessions_.empty()) farewell_.cancel();
  }

  template <class Stream>
  asio::awaitable<void> converse(Stream& stream, PlainStream& lowest, const std::string& client) {
    Open open{&lowest, false};
    sessions_.insert(&open);
    struct Leave {
      std::set<Open*>& sessions;
      Open* open;
      ~Leave() { sessions.erase(open); }
    } leave{sessions_, &open};

    beast::flat_buffer buffer;
    bool keep_alive = true;
    while (keep_alive && !closing_) {
      boost::system::error_code error;
      http::request_parser<http::string_body> parser;
      parser.header_limit(static_cast<std::uint32_t>(options_.head_limit));
      parser.body_limit(boost::none);  // told by the head
      lowest.expires_after(options_.request_deadline);
      co_await http::async_read_header(stream, buffer, parser, asio::redirect_error(kAwait, error));
      if (!error) {
        const std::size_t limit = limit_of(parser.get());
        parser.body_limit(limit);
        if (parser.content_length().value_or(0) > limit) {
          error = http::error::body_limit;
        } else {
          co_await http::async_read(stream, buffer, parser, asio::redirect_error(kAwait, error));
        }
      }
      open.answering = true;
      Response response;
      unsigned version = 11;
      bool head_only = false;
      if (error) {
        const unsigned status = refusal(error, parser.got_some());
        if (status == 0) co_return;
        response = refuse_(status, "the request does not read as HTTP, or is too large");
        keep_alive = false;
      } else {
        version = parser.get().version();
        keep_alive = parser.get().keep_alive();
        head_only = parser.get().method() == http::verb::head;
        bool understood = false;
        Request request = to_request(parser.release(), client, !options_.certificate.empty(), understood);
        if (!understood) {
          response = refuse_(400, "the address does not read: it has a bad escape");
        } else if (const bool slow = understood && options_.slow && options_.slow(request);
                   waiting_ >= options_.waiting || (slow && slow_waiting_ >= options_.slow_waiting)) {
          response = refuse_(503, "too many requests wait for an answer; ask again in a second");
        } else {
          waiting_ += 1;
          slow_waiting_ += slow ? 1 : 0;
          lowest.expires_never();
          bool answered = false;
          asio::steady_timer until_answered(io_, asio::steady_timer::time_point::max());
          const auto work = [&] {
            response = answer_(request);
            asio::post(io_, [&] {
              answered = true;
              until_answered.cancel();
            });
          };
          asio::post(slow ? slow_workers_ : workers_, work);
          while (!answered) co_await until_answered.async_wait(asio::redirect_error(kAwait, error));
          error = {};
          waiting_ -= 1;
          slow_waiting_ -= slow ? 1 : 0;
        }
      }
      if (closing_) keep_alive = false;
      if (response.feed && feeding_.size() >= options_.feeds)
        response = refuse_(503, "as many pages listen as may; this one asks again by itself");
      if (response.feed && !head_only && !closing_) {
        open.answering = false;  // nothing is owed at shutdown
        co_await feed(stream, lowest, response);
        co_return;
      }

      http::response<http::string_body> message;
      message.version(version);
      message.result(response.status);
      for (const auto& [name, value] : response.headers) message.set(name, value);
      if (response.status != 304 && response.status != 204) {
        if (!response.content_type.empty()) message.set(http::field::content_type, response.content_type);
        message.body() = std::move(response.body);
        message.prepare_payload();
      }
      message.keep_alive(keep_alive);
      lowest.expires_after(options_.answer_deadline);
      if (head_only) {
        // The length is told, the body is not sent.
        http::response_serializer<http::string_body> serializer(message);
        co_await http::async_write_header(stream, serializer, asio::redirect_error(kAwait, error));
      } else {
        co_await http::async_write(stream, message, asio::redirect_error(kAwait, error));
      }
      open.answering = false;
      if (error) co_return;
    }
  }

  std::size_t limit_of(const http::request<http::string_body>& message) const {
    std::size_t own = 0;
    if (options_.body_limit_of != nullptr) {
      own = options_.body_limit_of({message.method_string().data(), message.method_string().size()},
                                   {message.target().data(), message.target().size()});
    }
    return own == 0 ? options_.body_limit : own;
  }

  // Head, then whatever the feed has, until it is over, the other end is gone or the server closes. The body
  // ends with the connection, so it needs no frame of its own.
  template <class Stream>
  asio::awaitable<void> feed(Stream& stream, PlainStream& lowest, Response& response) {
    boost::system::error_code error;
    asio::steady_timer pause(io_);
    feeding_.insert(&pause);
    struct Leave {
      std::set<asio::steady_timer*>& feeding;
      asio::steady_timer* pause;
      ~Leave() { feeding.erase(pause); }
    } leave{feeding_, &pause};

    http::response<http::empty_body> message;
    message.version(11);
    message.result(response.status);
    for (const auto& [name, value] : response.headers) message.set(name, value);
    message.set(http::field::content_type, response.content_type);
    message.keep_alive(false);
    http::response_serializer<http::empty_body> serializer(message);
    lowest.expires_after(options_.answer_deadline);
    co_await http::async_write_header(stream, serializer, asio::redirect_error(kAwait, error));
    std::string text;
    bool beat = false;
    while (!error && !closing_) {
      std::optional<std::string> taken = response.feed->take();
      if (!taken) co_return;
      text = taken->empty() && beat ? std::string(": still here\n\n") : std::move(*taken);
      beat = false;
      if (text.empty()) {
        lowest.expires_never();
        pause.expires_after(options_.beat);
        co_await pause.async_wait(asio::redirect_error(kAwait, error));
        beat = !error;  // else woken, because there is something
        error = {};
        continue;
      }
      lowest.expires_after(options_.answer_deadline);
      co_await asio::async_write(stream, asio::buffer(text), asio::redirect_error(kAwait, error));
    }
  }

  // Which status tells the client what is wrong; 0: say nothing, it is gone, idle or too slow.
  static unsigned refusal(const boost::system::error_code& error, bool began) {
    if (error == http::error::end_of_stream || error == beast::error::timeout || !began) return 0;
    if (error == asio::error::operation_aborted || error == http::error::partial_message) return 0;
    if (error == http::error::body_limit) return 413;
    if (error == http::error::header_limit || error == http::error::buffer_overflow) return 431;
    if (error.category() == http::make_error_code(http::error::bad_version).category()) return 400;
    return 0;
  }

  ListenOptions options_;
  Answer answer_;
  Refuse refuse_;
  asio::io_context io_;
  asio::ssl::context tls_;
  asio::thread_pool workers_;
  asio::thread_pool slow_workers_;
  tcp::acceptor acceptor_;
  asio::signal_set signals_;
  asio::steady_timer farewell_;
  std::set<Open*> sessions_;               // on the one thread, as what follows
  std::set<asio::steady_timer*> feeding_;  // what each feed waits at
  bool closing_ = false;
  std::size_t waiting_ = 0;
  std::size_t slow_waiting_ = 0;  // of those
  std::atomic<std::size_t> connections_ = 0;
};

}  // namespace

Result<std::unique_ptr<Listener>> Listener::open(const ListenOptions& options, Answer answer, Refuse refuse) {
  auto listener = std::make_unique<BeastListener>(options, std::move(answer), std::move(refuse));
  MESO_RETURN_IF_ERROR(listener->begin());
  return std::unique_ptr<Listener>(std::move(listener));
}

}  // namespace meso::server
