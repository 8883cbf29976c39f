#include "network/voice/game.h"

#include <algorithm>

#include <fmt/format.h>

namespace meso::network::voice {
namespace {

// Above any country's patients, and far below where a product of two could leave 64 bits.
constexpr std::uint64_t kMostCounted = 1'000'000'000;

std::uint64_t granted(const Votes& votes, std::uint64_t patients) {
  std::uint64_t number = votes.votes;
  if (votes.per_patients != 0) {
    const std::uint64_t per = votes.per_patients;
    const std::uint64_t extra = votes.rounding == Votes::Rounding::kUp     ? per - 1
                                : votes.rounding == Votes::Rounding::kDown ? 0
                                                                           : per / 2;
    number *= (patients + extra) / per;
  }
  number = std::max(number, votes.least);
  return votes.most == 0 ? number : std::min(number, votes.most);
}

class Translation {
 public:
  Translation(const Rule& rule, std::span<const Voter> voters) : rule_(rule), voters_(voters) {}

  Result<Game> run() {
    const bool chair = rule_.casting == "chair";
    game_.players = voters_.size() + (chair ? 1 : 0);
    if (voters_.empty()) return wrong(rule_.place, "there is no practice to vote", "");
    if (game_.players > kMostVoters) {
      return wrong(
          rule_.place,
          fmt::format("{} voters are more than the {} that are counted exactly", game_.players, kMostVoters),
          "ask for a neighbourhood of the network, or for another rule's body, such as a board");
    }
    std::uint64_t patients = 0;
    for (const Voter& voter : voters_) {
      game_.patients.push_back(voter.patients);
      if (voter.patients > kMostCounted || (patients += voter.patients) > kMostCounted) {
        return wrong(rule_.place, "the lists add up to more than a thousand million patients",
                     "correct the lists");
      }
    }
    if (chair) game_.patients.push_back(0);
    game_.tallies.emplace_back(game_.players, 1);

    casting_ = game_.players;
    if (chair) {
      casting_ = voters_.size();
    } else if (!rule_.casting.empty()) {
      MESO_ASSIGN_OR_RETURN(casting_, player(rule_.casting, rule_.place, "has the casting vote"));
    }

    std::vector<Need> always;
    if (!rule_.everyone_attends) {
      for (const Clause& clause : rule_.quorum) {
        MESO_ASSIGN_OR_RETURN(const Need need, need_of(clause, false));
        always.push_back(need);
      }
    } else {
      MESO_ASSIGN_OR_RETURN(const bool quorate, everyone_is_a_quorum());
      if (!quorate) return std::move(game_);  // no way at all: nobody can carry anything
    }
    if (!rule_.vetoes.empty()) {
      Clause all;
      all.measure = Measure::kNamed;
      all.part = all.whole = 1;
      all.named = rule_.vetoes;
      all.place = rule_.place;
      MESO_ASSIGN_OR_RETURN(const Need need, need_of(all, false));
      always.push_back(need);
    }
    for (const std::vector<Clause>& way : rule_.ways) {
      std::vector<Need> needs = always;
      for (const Clause& clause : way) {
        MESO_ASSIGN_OR_RETURN(const Need need, need_of(clause, true));
        needs.push_back(need);
      }
      game_.ways.push_back(strictest(std::move(needs)));
    }
    return std::move(game_);
  }

 private:
  Error wrong(const Place& place, std::string message, std::string hint) const {
    return Error{ErrorKind::kBadInput, std::move(message), place, std::move(hint)};
  }

  Result<std::size_t> player(const std::string& code, const Place& place, std::string_view what) const {
    for (std::size_t i = 0; i < voters_.size(); ++i) {
      if (voters_[i].code == code) return i;
    }
    return wrong(place, fmt::format("{} {}, and is no practice of this network", code, what),
                 "name one of its practices, or give the rule a later date");
  }

  // What the measure gives to each player.
  Result<std::vector<std::uint64_t>> weights(const Clause& clause) const {
    std::vector<std::uint64_t> weights(game_.players, 0);
    switch (clause.measure) {
      case Measure::kPractices:
        std::fill_n(weights.begin(), voters_.size(), 1);
        break;
      case Measure::kPatients:
        for (std::size_t i = 0; i < voters_.size(); ++i) weights[i] = voters_[i].patients;
        break;
      case Measure::kVotes:
        for (const Votes& votes : rule_.votes) {
          for (std::size_t i = 0; votes.named.empty() && i < voters_.size(); ++i) {
            weights[i] = granted(votes, voters_[i].patients);
          }
          for (const std::string& code : votes.named) {
            MESO_ASSIGN_OR_RETURN(const std::size_t i, player(code, votes.place, "is given votes"));
            weights[i] = granted(votes, voters_[i].patients);
          }
        }
        break;
      case Measure::kNamed:
        for (const std::string& code : clause.named) {
          MESO_ASSIGN_OR_RETURN(const std::size_t i, player(code, clause.place, "is named in the rule"));
          weights[i] = 1;
        }
        break;
    }
    return weights;
  }

  static std::uint64_t sum_of(const std::vector<std::uint64_t>& weights) {
    std::uint64_t sum = 0;
    for (std::uint64_t weight : weights) sum += weight;
    return sum;
  }

  static std::uint64_t least_sum(const Clause& clause, std::uint64_t total) {
    if (clause.whole == 0) return clause.part + (clause.more_than ? 1 : 0);
    const std::uint64_t product = clause.part * total;
    if (clause.more_than) return product / clause.whole + 1;
    return (product + clause.whole - 1) / clause.whole;
  }

  Result<Need> need_of(const Clause& clause, bool ties_are_broken) {
    MESO_ASSIGN_OR_RETURN(std::vector<std::uint64_t> tally, weights(clause));
    const std::uint64_t total = sum_of(tally);
    if (total > kMostCounted) return wrong(clause.place, "more than a thousand million votes", "grant fewer");
    std::uint64_t at_least = least_sum(clause, total);
    if (casting_ < game_.players) {
      for (std::uint64_t& weight : tally) weight *= 2;
      tally[casting_] += 1;
      const bool majority = clause.more_than && clause.whole != 0 && 2 * clause.part == clause.whole;
      at_least = ties_are_broken && majority ? total + 1 : 2 * at_least;
    }
    const auto same = std::find(game_.tallies.begin(), game_.tallies.end(), tally);
    const auto place = static_cast<std::size_t>(same - game_.tallies.begin());
    if (same == game_.tallies.end()) game_.tallies.push_back(std::move(tally));
    return Need{place, at_least};
  }

  Result<bool> everyone_is_a_quorum() const {
    for (const Clause& clause : rule_.quorum) {
      MESO_ASSIGN_OR_RETURN(const std::vector<std::uint64_t> tally, weights(clause));
      const std::uint64_t total = sum_of(tally);
      if (least_sum(clause, total) > total) return false;
    }
    return true;
  }

  // One need for each tally.
  static std::vector<Need> strictest(std::vector<Need> needs) {
    std::sort(needs.begin(), needs.end(), [](const Need& a, const Need& b) {
      return a.tally != b.tally ? a.tally < b.tally : a.at_least > b.at_least;
    });
    const auto end = std::unique(needs.begin(), needs.end(),
                                 [](const Need& a, const Need& b) { return a.tally == b.tally; });
    needs.erase(end, needs.end());
    return needs;
  }

  const Rule& rule_;
  std::span<const Voter> voters_;
  Game game_;
  std::size_t casting_ = 0;  // the player with the casting vote; `players` when nobody has it
};

}  // namespace

Result<Game> game_of(const Rule& rule, std::span<const Voter> voters) {
  return Translation(rule, voters).run();
}

}  // namespace meso::network::voice
