#include "server/metrics.h"

#include <fmt/format.h>

namespace meso::server {

void Metrics::count(const std::string& operation, unsigned status, double seconds) {
  const std::lock_guard lock(mutex_);
  ++answered_[{operation, status}];
  Timing& timing = timings_[operation];
  for (std::size_t i = 0; i < kBounds.size(); ++i) timing.within[i] += seconds <= kBounds[i] ? 1u : 0u;
  ++timing.all;
  timing.seconds += seconds;
}

std::string Metrics::text(std::size_t connections) const {
  const std::lock_guard lock(mutex_);
  std::string out = "# HELP meso_requests_total Requests answered.\n# TYPE meso_requests_total counter\n";
  for (const auto& [key, number] : answered_) {
    out += fmt::format("meso_requests_total{{operation=\"{}\",status=\"{}\"}} {}\n", key.first, key.second,
                       number);
  }
  out += "# HELP meso_request_seconds Time to make an answer.\n# TYPE meso_request_seconds histogram\n";
  for (const auto& [operation, timing] : timings_) {
    for (std::size_t i = 0; i < kBounds.size(); ++i) {
      out += fmt::format("meso_request_seconds_bucket{{operation=\"{}\",le=\"{}\"}} {}\n", operation,
                         kBounds[i], timing.within[i]);
    }
    out += fmt::format("meso_request_seconds_bucket{{operation=\"{}\",le=\"+Inf\"}} {}\n", operation,
                       timing.all);
    out += fmt::format("meso_request_seconds_sum{{operation=\"{}\"}} {:.6f}\n", operation, timing.seconds);
    out += fmt::format("meso_request_seconds_count{{operation=\"{}\"}} {}\n", operation, timing.all);
  }
  out += "# HELP meso_connections Connections that are open.\n# TYPE meso_connections gauge\n";
  out += fmt::format("meso_connections {}\n", connections);
  return out;
}

}  // namespace meso::server
