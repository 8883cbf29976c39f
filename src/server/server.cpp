#include "server/server.h"

#include <charconv>
#include <condition_variable>
#include <string_view>
#include <thread>

#include "base/files.h"
#include "server/reception.h"
#include "server/router.h"
#include "server/routes.h"

namespace meso::server {
namespace {

Status read_address(const std::string& listen, ListenOptions& options) {
  const auto colon = listen.rfind(':');
  const char* const end = listen.data() + listen.size();
  if (colon == std::string::npos || colon == 0 ||
      std::from_chars(listen.data() + colon + 1, end, options.port).ptr != end ||
      colon + 1 == listen.size()) {
    return Error{
        ErrorKind::kUsage, "not an address to listen at: " + listen, {}, "write it as 127.0.0.1:8080"};
  }
  options.address = listen.substr(0, colon);
  if (options.address.starts_with('[') && options.address.ends_with(']'))
    options.address = options.address.substr(1, options.address.size() - 2);
  if (options.address == "localhost") options.address = "127.0.0.1";
  if (options.address != "127.0.0.1" && options.address != "::1") {
    return Error{ErrorKind::kRefused,
                 "it listens to this machine only",
                 {},
                 "listen at 127.0.0.1 or [::1], and put a proxy before it for others"};
  }
  return {};
}

// By the routes' own names: those that hash a password.
bool hashes_a_password(const Request& request) {
  for (const Route& route : api_routes()) {
    if (request.method != route.method || request.path != route.path) continue;
    for (const char* const slow : {kSignIn, kChangePassword, kFirstAdministrator, kAcceptInvitation}) {
      if (route.operation == std::string_view(slow)) return true;
    }
  }
  return false;
}

// A piece of an upload is larger than any question.
std::size_t body_limit_of(std::string_view method, std::string_view target) {
  return method == "PUT" && target.starts_with("/api/v1/uploads/") ? Uploads::kPiece : 0;
}

// Looks several times a second whether another program or a job has changed the network, while anybody
// listens.
class Watch {
 public:
  explicit Watch(WarmNetwork& network) : thread_([this, &network] { run(network); }) {}
  ~Watch() {
    {
      const std::lock_guard lock(mutex_);
      ending_ = true;
    }
    ended_.notify_all();
    thread_.join();
  }

 private:
  void run(WarmNetwork& network) {
    std::unique_lock lock(mutex_);
    while (!ended_.wait_for(lock, std::chrono::milliseconds(250), [this] { return ending_; })) {
      if (network.changes().listening() > 0) network.watch();
    }
  }
  std::mutex mutex_;
  std::condition_variable ended_;
  bool ending_ = false;
  std::thread thread_;
};

}  // namespace

Status serve(const ServeOptions& options) {
  ListenOptions listen;
  MESO_RETURN_IF_ERROR(read_address(options.listen, listen));
  if (options.certificate.empty() != options.private_key.empty())
    return Error{
        ErrorKind::kUsage, "a certificate needs its private key, and the key its certificate", {}, ""};
  listen.certificate = options.certificate;
  listen.private_key = options.private_key;
  listen.workers = options.workers;
  listen.body_limit_of = body_limit_of;
  MESO_ASSIGN_OR_RETURN(const auto network, WarmNetwork::open(real_files(), options.network, options.keys));

  ReceptionOptions receiving;
  if (options.requests_a_second == 0) receiving.sign_ins_a_second = 0;
  MESO_ASSIGN_OR_RETURN(const auto reception, Reception::open(*network, receiving));
  listen.slow = hashes_a_password;
  RouterOptions routing;
  routing.hosts = options.hosts;
  routing.requests_a_second = options.requests_a_second;
  routing.log = options.log;
  Router router(*network, *reception, routing);
  MESO_ASSIGN_OR_RETURN(
      const auto listener,
      Listener::open(
          listen, [&](const Request& request) { return router.answer(request); },
          [&](unsigned status, std::string_view why) { return router.refuse(status, why); }));
  router.connections = [&] { return listener->open_connections(); };
  // Jobs may outlive the listener by a little.
  struct Waking {
    Changes& changes;
    ~Waking() { changes.wake_with({}); }
  } const waking{network->changes()};
  network->changes().wake_with([&] { listener->wake(); });
  const Watch watch(*network);
  if (options.listening) {
    const std::string host = listen.address == "::1" ? "[::1]" : listen.address;
    options.listening((listen.certificate.empty() ? "http://" : "https://") + host + ":" +
                      std::to_string(listener->port()) + "/");
  }
  if (options.first_run) {
    MESO_ASSIGN_OR_RETURN(const auto code, reception->accounts().first_run_code());
    if (code) options.first_run(*code);
  }
  listener->run();
  return {};
}

}  // namespace meso::server
