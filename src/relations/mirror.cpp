#include "relations/mirror.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/random.h"

namespace meso::relations {
namespace {

constexpr std::size_t kMeetings = 2000;

void count_arcs(Mirror& out) {
  std::uint64_t matched = 0, all = 0, returned = 0;
  for (const auto& [arc, turns] : out.arcs) {
    const auto back = out.arcs.find({arc.second, arc.first});
    all += turns;
    if (back == out.arcs.end()) continue;
    matched += std::min(turns, back->second);
    ++returned;
  }
  if (all == 0) return;
  out.reciprocity = static_cast<double>(matched) / static_cast<double>(all);
  out.pairs_returned = static_cast<double>(returned) / static_cast<double>(out.arcs.size());
}

}  // namespace

Band chance_band(std::uint64_t turns, std::size_t seats, std::uint64_t seed) {
  Random random(seed);
  std::vector<std::uint64_t> smallest, largest, counts(seats);
  for (std::size_t meeting = 0; meeting < kMeetings; ++meeting) {
    std::ranges::fill(counts, 0);
    for (std::uint64_t turn = 0; turn < turns; ++turn)
      ++counts[random.below(static_cast<std::uint32_t>(seats))];
    const auto [low, high] = std::ranges::minmax(counts);
    smallest.push_back(low);
    largest.push_back(high);
  }
  std::ranges::sort(smallest);
  std::ranges::sort(largest);
  const std::size_t tail = kMeetings / 40;  // 2.5%
  return {smallest[tail], largest[kMeetings - 1 - tail]};
}

double gini_of(std::span<const std::uint64_t> counts) {
  std::vector<std::uint64_t> sorted(counts.begin(), counts.end());
  std::ranges::sort(sorted);
  const auto n = static_cast<double>(sorted.size());
  double sum = 0, weighted = 0;
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    sum += static_cast<double>(sorted[i]);
    weighted += static_cast<double>(i + 1) * static_cast<double>(sorted[i]);
  }
  if (sorted.size() < 2 || sum == 0) return 0;
  return (2 * weighted / sum - (n + 1)) / (n - 1);
}

Result<Mirror> mirror_of(const Observation& observation, std::uint64_t seed) {
  if (observation.seats.size() < kFewestSeats) {
    return Error{ErrorKind::kRefused,
                 fmt::format("{} observed seats are too few for a mirror", observation.seats.size()),
                 {},
                 "from three on it can be shown without telling on anybody"};
  }
  Mirror out;
  for (const Seat& seat : observation.seats) out.seats.push_back({seat.name, 0, seat.chair});
  for (const Turn& turn : observation.turns) {
    const auto seat = std::ranges::find(out.seats, turn.speaker, &SeatShare::seat);
    if (seat == out.seats.end()) {
      ++out.unobserved;
    } else {
      ++seat->turns;
      ++out.turns;
    }
    out.labelled += turn.labelled ? 1u : 0u;
    out.to_room += turn.to_room() ? 1u : 0u;
    out.to_one += turn.to_one() ? 1u : 0u;
    const bool is_arc = turn.to_one() && seat != out.seats.end() && turn.listeners[0] != kUnobserved;
    if (is_arc) ++out.arcs[{turn.speaker, turn.listeners[0]}];
  }
  std::vector<std::uint64_t> counts;
  for (const SeatShare& seat : out.seats) {
    counts.push_back(seat.turns);
    out.silent += seat.turns == 0 ? 1u : 0u;
    if (seat.chair) out.chair_turns = out.chair_turns.value_or(0) + seat.turns;
  }
  out.band = chance_band(out.turns, out.seats.size(), seed);
  out.uneven = std::ranges::any_of(
      counts, [&](std::uint64_t turns) { return turns < out.band.low || turns > out.band.high; });
  out.gini = gini_of(counts);
  count_arcs(out);
  return out;
}

Following following(const Observation& observation) {
  Following out;
  const auto& turns = observation.turns;
  for (std::size_t i = 0; i < turns.size(); ++i) {
    if (!turns[i].to_one()) continue;
    ++out.to_one;
    const std::string& to = turns[i].listeners[0];
    std::size_t next = i + 1;
    while (next < turns.size() && turns[next].speaker == turns[i].speaker) ++next;
    out.next += next < turns.size() && turns[next].speaker == to ? 1u : 0u;
    std::size_t before = i;
    while (before > 0 && turns[before - 1].speaker == turns[i].speaker) --before;
    out.previous += before > 0 && turns[before - 1].speaker == to ? 1u : 0u;
  }
  return out;
}

Agreement agreement_of(const Observation& first, const Observation& second, double seconds) {
  Agreement out{first.turns.size(), second.turns.size(), 0};
  std::vector<bool> taken(second.turns.size());
  for (const Turn& turn : first.turns) {
    for (std::size_t i = 0; i < second.turns.size(); ++i) {
      const Turn& other = second.turns[i];
      if (taken[i] || std::abs(other.at - turn.at) > seconds) continue;
      if (other.speaker != turn.speaker || other.listeners != turn.listeners) continue;
      taken[i] = true;
      ++out.both;
      break;
    }
  }
  return out;
}

}  // namespace meso::relations
