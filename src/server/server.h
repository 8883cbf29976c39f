// `meso serve`: the network over HTTP, for a browser and for programs. One process, one port.
//
// Until people sign in, whoever reaches the port is the local operator, so the port is this machine's alone:
// an address that others can reach is refused.

#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/result.h"

namespace meso::server {

struct ServeOptions {
  std::string network;
  std::string keys;
  std::string listen = "127.0.0.1:8080";  // ADDRESS:PORT; port 0 is any free one
  std::string certificate, private_key;   // PEM files
  std::vector<std::string> hosts;         // host names that we answer to, besides this machine's own
  double requests_a_second = 100;
  int workers = 2;
  bool log = true;
  std::function<void(const std::string& address)> listening;  // told once: "http://127.0.0.1:8080/"
};

// Returns when it was told to stop (SIGTERM, SIGINT). Errors: kUsage of an address; those of opening the
// network and of listening.
Status serve(const ServeOptions& options);

}  // namespace meso::server
