// meso serve: the network over HTTP, until told to stop.

#include <algorithm>
#include <thread>

#include <fmt/format.h>

#include "base/keys.h"
#include "cli/commands.h"
#include "server/server.h"

namespace meso::cli {

int serve(const ServeArguments& arguments) {
  server::ServeOptions options;
  options.network = arguments.network;
  options.keys = arguments.keys.empty() ? default_keys_path() : arguments.keys;
  options.listen = arguments.listen;
  options.certificate = arguments.certificate;
  options.private_key = arguments.private_key;
  options.hosts = arguments.hosts;
  options.requests_a_second = arguments.requests_a_second;
  options.workers = std::max(2, static_cast<int>(std::thread::hardware_concurrency()));
  options.log = !arguments.quiet;
  std::string listens_at;
  options.listening = [&](const std::string& address) {
    listens_at = address;
    fmt::print("Meso answers at {}\nStop it with Ctrl-C.\n", address);
    std::fflush(stdout);
  };
  options.first_run = [&](const std::string& code) {
    fmt::print(
        "There is no administrator yet. Whoever opens this within a day becomes the first, once:\n"
        "  {}begin#{}\n",
        listens_at, code);
    std::fflush(stdout);
  };
  const Status served = server::serve(options);
  return served.ok() ? kDone : fail(served.error());
}

}  // namespace meso::cli
