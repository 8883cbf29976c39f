// The listener over real sockets: keep-alive, limits, slow and idle clients, shutdown.

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <thread>

#include <gtest/gtest.h>

#include "server/http.h"

namespace meso::tests {
namespace {

using namespace std::chrono_literals;
using server::Listener;
using server::ListenOptions;
using server::Request;
using server::Response;

class Client {
 public:
  explicit Client(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connected_ = ::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  }
  ~Client() { ::close(socket_); }
  Client(const Client&) = delete;

  bool connected() const { return connected_; }
  void send(const std::string& text) {
    EXPECT_EQ(::send(socket_, text.data(), text.size(), MSG_NOSIGNAL), static_cast<ssize_t>(text.size()));
  }
  // What arrives until `enough` of it is there or the other end is done.
  std::string read_until(const std::string& enough) {
    std::string got;
    char buffer[4096];
    while (got.find(enough) == std::string::npos) {
      pollfd ready{socket_, POLLIN, 0};
      if (::poll(&ready, 1, 10'000) <= 0) break;
      const ssize_t read = ::recv(socket_, buffer, sizeof buffer, 0);
      if (read <= 0) break;
      got.append(buffer, static_cast<std::size_t>(read));
    }
    return got;
  }
  std::string read_all() { return read_until("\1"); }  // a byte that never comes

 private:
  int socket_;
  bool connected_ = false;
};

// A listener on a thread of its own, stopped and joined at the end.
class Running {
 public:
  explicit Running(ListenOptions options, Listener::Answer answer) {
    options.port = 0;
    auto opened = Listener::open(options, std::move(answer), [](unsigned status, std::string_view why) {
      Response response;
      response.status = status;
      response.body = why;
      return response;
    });
    if (!opened.ok()) throw std::runtime_error(opened.error().text());
    listener_ = std::move(*opened);
    thread_ = std::thread([this] { listener_->run(); });
  }
  ~Running() { finish(); }
  void finish() {
    listener_->stop();
    if (thread_.joinable()) thread_.join();
  }
  Listener& listener() { return *listener_; }
  std::uint16_t port() const { return listener_->port(); }

 private:
  std::unique_ptr<Listener> listener_;
  std::thread thread_;
};

Response echo(const Request& request) {
  Response response;
  response.content_type = "text/plain";
  response.body = request.method + " " + request.path + " [" + request.body + "]";
  return response;
}

TEST(Listener, AnswersSeveralRequestsOfOneConnection) {
  Running server({}, echo);
  Client client(server.port());
  client.send("GET /one HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_NE(client.read_until("GET /one []").find("HTTP/1.1 200 OK"), std::string::npos);
  client.send("POST /two HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc");
  EXPECT_NE(client.read_until("POST /two [abc]").find("200 OK"), std::string::npos);
}

TEST(Listener, HeadTellsTheLengthAndSendsNoBody) {
  Running server({}, echo);
  Client client(server.port());
  client.send("HEAD /one HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  const std::string got = client.read_all();
  EXPECT_NE(got.find("Content-Length: 12"), std::string::npos) << got;
  EXPECT_TRUE(got.ends_with("\r\n\r\n")) << got;
}

TEST(Listener, AProxyOnThisMachineSaysWhoseRequestItIs) {
  Running server({}, [](const Request& request) {
    Response response;
    response.body = "[" + request.client + "]";
    return response;
  });
  Client client(server.port());
  client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_NE(client.read_until("]").find("[127.0.0.1]"), std::string::npos);
  client.send("GET / HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 203.0.113.9, 198.51.100.7\r\n\r\n");
  EXPECT_NE(client.read_until("]").find("[198.51.100.7]"), std::string::npos);
}

TEST(Listener, SlowRequestsHoldNoOtherUp) {
  std::atomic<bool> go = false;
  ListenOptions options;
  options.workers = 1;
  options.slow = [](const Request& request) { return request.path == "/slow"; };
  options.slow_waiting = 2;
  Running server(options, [&](const Request& request) {
    while (request.path == "/slow" && !go) std::this_thread::sleep_for(5ms);
    return echo(request);
  });
  Client first(server.port()), second(server.port()), third(server.port()), quick(server.port());
  first.send("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n");
  second.send("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n");
  std::this_thread::sleep_for(100ms);
  third.send("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_EQ(third.read_until("\r\n").substr(0, 12), "HTTP/1.1 503");
  quick.send("GET /quick HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_NE(quick.read_until("[]").find("200 OK"), std::string::npos);
  go = true;
  EXPECT_NE(first.read_until("[]").find("200 OK"), std::string::npos);
  EXPECT_NE(second.read_until("[]").find("200 OK"), std::string::npos);
}

TEST(Listener, SizesAreLimitedAndNonsenseIsRefused) {
  ListenOptions options;
  options.body_limit = 100;
  options.head_limit = 1000;
  Running server(options, echo);
  const auto answer_to = [&](const std::string& text) {
    Client client(server.port());
    client.send(text);
    return client.read_until("\r\n").substr(0, 12);
  };
  EXPECT_EQ(answer_to("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 101\r\n\r\n"), "HTTP/1.1 413");
  EXPECT_EQ(answer_to("GET / HTTP/1.1\r\nHost: x\r\nX: " + std::string(2000, 'a') + "\r\n\r\n"),
            "HTTP/1.1 431");
  EXPECT_EQ(answer_to("GARBAGE\r\n\r\n"), "HTTP/1.1 400");
  EXPECT_EQ(answer_to("GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n"), "HTTP/1.1 400");
}

TEST(Listener, SlowAndIdleClientsLockNobodyOut) {
  ListenOptions options;
  options.workers = 2;
  Running server(options, echo);
  std::vector<std::unique_ptr<Client>> slow;
  for (int i = 0; i < 64; ++i) {
    slow.push_back(std::make_unique<Client>(server.port()));
    if (i % 2 == 0) slow.back()->send("GET / HTT");  // and no more
  }
  Client client(server.port());
  client.send("GET /quick HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_NE(client.read_until("GET /quick []").find("200 OK"), std::string::npos);
}

TEST(Listener, ARequestThatDoesNotArriveIsGivenUp) {
  ListenOptions options;
  options.request_deadline = 200ms;
  Running server(options, echo);
  Client client(server.port());
  client.send("GET / HTT");
  EXPECT_EQ(client.read_all(), "");  // closed
}

TEST(Listener, MoreWaitingThanItTakesAreToldToComeAgain) {
  std::atomic<bool> go = false;
  ListenOptions options;
  options.workers = 1;
  options.waiting = 1;
  Running server(options, [&](const Request& request) {
    while (request.path == "/wait" && !go) std::this_thread::sleep_for(5ms);
    return echo(request);
  });
  Client first(server.port());
  first.send("GET /wait HTTP/1.1\r\nHost: x\r\n\r\n");
  std::this_thread::sleep_for(100ms);
  Client second(server.port());
  second.send("GET /now HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_EQ(second.read_until("\r\n").substr(0, 12), "HTTP/1.1 503");
  go = true;
  EXPECT_NE(first.read_until("[]").find("200 OK"), std::string::npos);
}

TEST(Listener, StoppingFinishesWhatIsUnderWayAndLetsIdleOnesGo) {
  std::atomic<bool> begun = false;
  Running server({}, [&](const Request& request) {
    begun = true;
    std::this_thread::sleep_for(300ms);
    return echo(request);
  });
  Client idle(server.port());
  Client busy(server.port());
  busy.send("GET /late HTTP/1.1\r\nHost: x\r\n\r\n");
  while (!begun) std::this_thread::sleep_for(5ms);
  const auto begin = std::chrono::steady_clock::now();
  server.finish();
  EXPECT_LT(std::chrono::steady_clock::now() - begin, 4s);
  EXPECT_NE(busy.read_until("GET /late []").find("200 OK"), std::string::npos);
  EXPECT_EQ(idle.read_all(), "");
}

// A feed that sends what it is given, when woken.
class Given final : public server::Feed {
 public:
  explicit Given(std::shared_ptr<std::atomic<int>> given) : given_(std::move(given)) {}
  std::optional<std::string> take() override {
    std::string out;
    while (sent_ < *given_) out += "data: " + std::to_string(++sent_) + "\n\n";
    return out;
  }

 private:
  std::shared_ptr<std::atomic<int>> given_;
  int sent_ = 0;
};

TEST(ListenerFeeds, SendWhenWokenBeatWhenSilentAndEndWithTheServer) {
  ListenOptions options;
  options.port = 0;
  options.feeds = 2;
  options.beat = 100ms;
  const auto given = std::make_shared<std::atomic<int>>(0);
  auto listener = Listener::open(
      options,
      [&](const Request& request) {
        Response response;
        if (request.path == "/feed") response.feed = std::make_shared<Given>(given);
        return response;
      },
      [](unsigned status, std::string_view) {
        Response response;
        response.status = status;
        return response;
      });
  ASSERT_TRUE(listener.ok());
  std::thread running([&] { (*listener)->run(); });
  {
    const std::string ask = "GET /feed HTTP/1.1\r\nHost: localhost\r\n\r\n";
    Client first((*listener)->port()), second((*listener)->port());
    first.send(ask);
    EXPECT_NE(first.read_until("\r\n\r\n").find("200"), std::string::npos);
    *given = 1;
    (*listener)->wake();
    EXPECT_NE(first.read_until("data: 1").find("data: 1"), std::string::npos);
    EXPECT_NE(first.read_until(": still here").find(": still here"), std::string::npos);
    second.send(ask);
    second.read_until("data: 1");
    Client third((*listener)->port());
    third.send(ask);
    EXPECT_NE(third.read_until("\r\n\r\n").find("503"), std::string::npos) << "two may listen";
    // Those who listen hold up nobody.
    Client other((*listener)->port());
    other.send("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    EXPECT_NE(other.read_all().find("200"), std::string::npos);
    (*listener)->stop();
    first.read_all();
  }
  running.join();
}

TEST(ListenerLimits, APieceOfAFileMayBeLargerThanAQuestion) {
  ListenOptions options;
  options.port = 0;
  options.body_limit = 10;
  options.body_limit_of = [](std::string_view method, std::string_view target) -> std::size_t {
    return method == "PUT" && target.starts_with("/large") ? 100 : 0;
  };
  auto listener = Listener::open(
      options,
      [](const Request& request) {
        Response response;
        response.body = std::to_string(request.body.size()) + " bytes";
        return response;
      },
      [](unsigned status, std::string_view) {
        Response response;
        response.status = status;
        return response;
      });
  ASSERT_TRUE(listener.ok());
  std::thread running([&] { (*listener)->run(); });
  const auto answer = [&](const std::string& method, const std::string& path, std::size_t size) {
    Client client((*listener)->port());
    client.send(method + " " + path +
                " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: " +
                std::to_string(size) + "\r\n\r\n" + std::string(size, 'x'));
    return client.read_all();
  };
  EXPECT_NE(answer("PUT", "/large", 100).find("100 bytes"), std::string::npos);
  EXPECT_NE(answer("PUT", "/large", 101).find(" 413 "), std::string::npos);
  EXPECT_NE(answer("PUT", "/small", 11).find(" 413 "), std::string::npos);
  EXPECT_NE(answer("POST", "/large", 11).find(" 413 "), std::string::npos);
  EXPECT_NE(answer("POST", "/large", 10).find("10 bytes"), std::string::npos);
  (*listener)->stop();
  running.join();
}

}  // namespace
}  // namespace meso::tests
