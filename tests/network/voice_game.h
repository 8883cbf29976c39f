// The meaning of a voting rule, read straight from its clauses for one set of practices: the twin, in plain
// arithmetic, of what the generating function counts. Nothing here is shared with it.

#pragma once

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <span>
#include <string>
#include <vector>

#include "network/voice/voice.h"

namespace meso::network::voice {

class PlainReading {
 public:
  PlainReading(const Rule& rule, std::span<const Voter> voters) : rule_(rule), voters_(voters) {
    chair_ = rule.casting == "chair";
    players = voters.size() + (chair_ ? 1 : 0);
  }

  std::size_t players = 0;

  // Does the set (bit i: voter i; the chair last) carry a decision whatever the others do?
  bool carries(std::uint64_t set) const {
    for (const std::string& code : rule_.vetoes) {
      if (!has(set, code)) return false;
    }
    const std::uint64_t present = rule_.everyone_attends ? ~std::uint64_t{0} : set;
    for (const Clause& clause : rule_.quorum) {
      if (!reached(clause, present, false, false)) return false;
    }
    for (const std::vector<Clause>& way : rule_.ways) {
      bool met = true;
      for (const Clause& clause : way) met = met && reached(clause, set, true, with_casting(set));
      if (met) return true;
    }
    return false;
  }

 private:
  bool has(std::uint64_t set, const std::string& code) const {
    for (std::size_t i = 0; i < voters_.size(); ++i) {
      if (voters_[i].code == code) return (set >> i & 1) != 0;
    }
    return code == "chair" && chair_ && (set >> voters_.size() & 1) != 0;
  }
  bool with_casting(std::uint64_t set) const { return !rule_.casting.empty() && has(set, rule_.casting); }

  std::uint64_t weight(const Clause& clause, std::size_t i) const {
    switch (clause.measure) {
      case Measure::kPractices:
        return 1;
      case Measure::kPatients:
        return voters_[i].patients;
      case Measure::kNamed:
        return std::count(clause.named.begin(), clause.named.end(), voters_[i].code);
      case Measure::kVotes:
        break;
    }
    std::uint64_t votes = 0;
    for (const Votes& line : rule_.votes) {
      if (!line.named.empty() && std::count(line.named.begin(), line.named.end(), voters_[i].code) == 0)
        continue;
      votes = line.votes;
      if (line.per_patients != 0) {
        const std::uint64_t times = voters_[i].patients / line.per_patients;
        const std::uint64_t rest = voters_[i].patients % line.per_patients;
        const bool up = line.rounding == Votes::Rounding::kUp
                            ? rest > 0
                            : line.rounding == Votes::Rounding::kNearest &&
                                  rest >= line.per_patients - line.per_patients / 2;
        votes *= times + (up ? 1 : 0);
      }
      votes = std::max(votes, line.least);
      if (line.most != 0) votes = std::min(votes, line.most);
    }
    return votes;
  }

  bool reached(const Clause& clause, std::uint64_t set, bool ties_are_broken, bool casting) const {
    std::uint64_t sum = 0;
    std::uint64_t total = 0;
    for (std::size_t i = 0; i < voters_.size(); ++i) {
      total += weight(clause, i);
      if ((set >> i & 1) != 0) sum += weight(clause, i);
    }
    if (clause.whole == 0) return clause.more_than ? sum > clause.part : sum >= clause.part;
    if (!clause.more_than) return sum * clause.whole >= clause.part * total;
    if (sum * clause.whole > clause.part * total) return true;
    return ties_are_broken && casting && 2 * clause.part == clause.whole && 2 * sum == total;
  }

  const Rule& rule_;
  std::span<const Voter> voters_;
  bool chair_ = false;
};

struct PlainPower {
  std::vector<std::uint64_t> swings;
  std::vector<std::uint64_t> orders;  // of n!
  std::uint64_t all_orders = 1;       // n!
  std::uint64_t carrying = 0;
};

// Every set, and for Shapley-Shubik s!(n-s-1)! orders for each swing. REQUIRES: at most 12 players.
inline PlainPower plain_power(const PlainReading& reading) {
  PlainPower out;
  std::vector<std::uint64_t> factorial = {1};
  for (std::size_t i = 1; i <= reading.players; ++i) factorial.push_back(factorial.back() * i);
  out.all_orders = factorial[reading.players];
  out.swings.assign(reading.players, 0);
  out.orders.assign(reading.players, 0);
  std::vector<bool> carries;
  for (std::uint64_t set = 0; set < (std::uint64_t{1} << reading.players); ++set) {
    carries.push_back(reading.carries(set));
    out.carrying += carries.back() ? 1 : 0;
  }
  for (std::size_t i = 0; i < reading.players; ++i) {
    for (std::uint64_t set = 0; set < carries.size(); ++set) {
      if ((set >> i & 1) != 0 || carries[set] || !carries[set | (std::uint64_t{1} << i)]) continue;
      const auto size = static_cast<std::size_t>(__builtin_popcountll(set));
      out.swings[i] += 1;
      out.orders[i] += factorial[size] * factorial[reading.players - size - 1];
    }
  }
  return out;
}

}  // namespace meso::network::voice
