#include "server/changes.h"

#include <atomic>
#include <charconv>
#include <deque>
#include <mutex>

#include <fmt/format.h>

#include "base/moment.h"

namespace meso::server {

struct Changes::State {
  static constexpr std::size_t kKept = 256;
  const std::int64_t run = now().microseconds;  // tells the numbers of one run from those of another
  std::mutex mutex;
  std::uint64_t newest = 0;      // under `mutex`, as what follows
  std::deque<std::string> kept;  // the last is number `newest`
  std::atomic<std::size_t> listening = 0;

  std::string id(std::uint64_t number) const { return fmt::format("{}.{}", run, number); }
  // The number of an id of this run, else nothing.
  std::optional<std::uint64_t> number_of(std::string_view id) const {
    const std::string own = std::to_string(run) + ".";
    if (!id.starts_with(own)) return std::nullopt;
    std::uint64_t number = 0;
    const char* const end = id.data() + id.size();
    if (std::from_chars(id.data() + own.size(), end, number).ptr != end) return std::nullopt;
    return number;
  }
};

namespace {

using std::chrono::steady_clock;

std::string event(const std::string& id, std::string_view what) {
  return fmt::format("id: {}\nevent: changed\ndata: {}\n\n", id, what);
}

class Listening final : public Feed {
 public:
  Listening(std::shared_ptr<Changes::State> state, std::string_view last_event_id,
            std::chrono::seconds longest)
      : state_(std::move(state)), ends_(steady_clock::now() + longest) {
    const std::lock_guard lock(state_->mutex);
    state_->listening += 1;
    heard_ = state_->newest;
    if (last_event_id.empty()) return;
    const auto number = state_->number_of(last_event_id);
    missed_too_much_ = !number || *number > state_->newest || state_->newest - *number > state_->kept.size();
    if (!missed_too_much_) heard_ = *number;
  }
  ~Listening() override { state_->listening -= 1; }

  std::optional<std::string> take() override {
    const std::lock_guard lock(state_->mutex);
    std::string out;
    if (!begun_) {
      // Tells the browser how soon to come back, and the number to come back with.
      out = fmt::format("retry: 1000\nid: {}\nevent: listening\ndata: \n\n", state_->id(heard_));
      begun_ = true;
    }
    if (missed_too_much_) {
      for (const auto what : {kRecordsChanged, kPlacesChanged, kActsChanged, kJobsChanged})
        out += event(state_->id(heard_), what);
      missed_too_much_ = false;
    }
    const std::uint64_t before_kept = state_->newest - state_->kept.size();
    if (heard_ < before_kept) heard_ = before_kept;
    while (heard_ < state_->newest) {
      ++heard_;
      out += event(state_->id(heard_), state_->kept[heard_ - before_kept - 1]);
    }
    if (out.empty() && steady_clock::now() >= ends_) return std::nullopt;
    return out;
  }

 private:
  std::shared_ptr<Changes::State> state_;
  steady_clock::time_point ends_;
  std::uint64_t heard_ = 0;
  bool begun_ = false;
  bool missed_too_much_ = false;
};

}  // namespace

Changes::Changes(std::chrono::seconds longest) : state_(std::make_shared<State>()), longest_(longest) {}
Changes::~Changes() = default;

void Changes::tell(std::string_view what) {
  {
    const std::lock_guard lock(state_->mutex);
    state_->newest += 1;
    state_->kept.emplace_back(what);
    if (state_->kept.size() > State::kKept) state_->kept.pop_front();
  }
  const std::lock_guard lock(mutex_);
  if (wake_) wake_();
}

void Changes::wake_with(std::function<void()> wake) {
  const std::lock_guard lock(mutex_);
  wake_ = std::move(wake);
}

std::shared_ptr<Feed> Changes::listen(std::string_view last_event_id) const {
  return std::make_shared<Listening>(state_, last_event_id, longest_);
}

std::size_t Changes::listening() const {
  return state_->listening;
}

}  // namespace meso::server
