// What has changed since a page asked, told to every page that listens (server-sent events).
//
// A change is one word: records, rules and public files, what people may, or long work. Nothing of what
// changed is in it, so it may be told to anybody who is let in at all; a page that shows the thing asks
// again, through its own view.
//
// Changes are numbered from 1 in each run of the program, and the newest are kept. Who comes back with the
// number of the last one that they heard is told what they missed; who comes back from another run, or after
// too long, is told that everything may have changed.

#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "server/http.h"

namespace meso::server {

inline constexpr std::string_view kRecordsChanged = "records";  // extracts or rules
inline constexpr std::string_view kPlacesChanged = "places";    // public files, the network's own texts
inline constexpr std::string_view kActsChanged = "acts";        // people, roles, agreements
inline constexpr std::string_view kJobsChanged = "jobs";

class Changes {
 public:
  // A feed ends by itself after `longest`: who listens on comes again and is let in, or not, anew.
  explicit Changes(std::chrono::seconds longest = std::chrono::minutes(10));
  ~Changes();

  void tell(std::string_view what);
  // `last_event_id`: of the last one heard; "" begins with the next change.
  std::shared_ptr<Feed> listen(std::string_view last_event_id) const;
  std::size_t listening() const;
  // Called after every change, from the thread that told it; {} takes it away, and then it is called no more.
  void wake_with(std::function<void()> wake);

  struct State;

 private:
  std::shared_ptr<State> state_;
  std::chrono::seconds longest_;
  std::mutex mutex_;
  std::function<void()> wake_;  // under `mutex_`
};

}  // namespace meso::server
