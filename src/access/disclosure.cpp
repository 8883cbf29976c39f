#include "access/disclosure.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/random.h"

namespace meso::access {
namespace {

using Kind = ShownCount::Kind;

constexpr int kNear = 8;              // places; as many people or more
constexpr int kNearestEdge = 16;      // likewise
constexpr std::uint64_t kEdges = 13;  // two draws of 0 to 12 beyond it
constexpr std::uint64_t kNoise = 5;   // two draws of 0 to 4, one taken from the other

std::string with_commas(std::uint64_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, ",");
  return digits;
}

bool is_hidden(const ShownCount& count) {
  return !count.has_value();
}

// All of them, or all but a few: the numerator would speak of each person in the denominator.
bool says_it_of_each(const std::vector<std::uint64_t>& row, std::size_t column) {
  return column > 0 && column + 1 == row.size() && row[column] > 0 &&
         row[column - 1] - row[column] < kSmallestShown;
}

ShownCount shown(const std::vector<std::uint64_t>& row, std::size_t column) {
  if (says_it_of_each(row, column)) return {Kind::kHeldBack, 0};
  return rounded(row[column]);
}

// Between which numbers a cell can be, for a reader who has the whole table.
struct Bounds {
  double low = 0, high = 0;
};

Bounds possible(const ShownCount& count) {
  const auto value = static_cast<double>(count.value);
  if (count.kind == Kind::kRounded) {
    return value == 0 ? Bounds{} : Bounds{std::max<double>(kSmallestShown, value - 2), value + 2};
  }
  if (count.kind == Kind::kSmall) return {1, kSmallestShown - 1};
  return {0, 1e9};
}

// What such a reader can work out: counts are nested, and each column adds up to its total.
std::vector<std::vector<Bounds>> worked_out(const FixedTable& table) {
  std::vector<std::vector<Bounds>> cells;
  for (const auto& row : table.rows) {
    auto& bounds = cells.emplace_back();
    for (const ShownCount& count : row) bounds.push_back(possible(count));
  }
  const std::size_t columns = table.total.size();
  for (int round = 0; round < 20; ++round) {
    for (auto& row : cells) {
      for (std::size_t column = 1; column < columns; ++column) {
        row[column].high = std::min(row[column].high, row[column - 1].high);
        row[column - 1].low = std::max(row[column - 1].low, row[column].low);
      }
    }
    for (std::size_t column = 0; column < columns; ++column) {
      const Bounds total = possible(table.total[column]);
      Bounds sum;
      for (const auto& row : cells) {
        sum.low += row[column].low;
        sum.high += row[column].high;
      }
      for (auto& row : cells) {
        Bounds& cell = row[column];
        const Bounds others{sum.low - cell.low, sum.high - cell.high};
        cell.low = std::max(cell.low, total.low - others.high);
        cell.high = std::min(cell.high, total.high - others.low);
      }
    }
  }
  return cells;
}

// Whether that tells of the people of some denominator, with 95% confidence, that they are in its numerator.
bool gives_people_away(const FixedTable& table) {
  const std::size_t last = table.total.size() - 1;
  if (last == 0) return false;
  return std::ranges::any_of(worked_out(table), [&](const auto& row) {
    return row[last].low > 0 && row[last].low >= 0.95 * row[last - 1].high;
  });
}

}  // namespace

std::string shown_words(const ShownCount& count) {
  switch (count.kind) {
    case Kind::kExact:
      return with_commas(count.value);
    case Kind::kRounded:
    case Kind::kNoised:
      return count.value == 0 ? "0" : "about " + with_commas(count.value);
    case Kind::kSmall:
      return "too few to show";
    case Kind::kHeldBack:
      return "held back";
    case Kind::kNotAvailable:
      break;
  }
  return "not available";
}

ShownCount rounded(std::uint64_t count) {
  if (count > 0 && count < kSmallestShown) return {Kind::kSmall, 0};
  return {Kind::kRounded, (count + kRoundsTo / 2) / kRoundsTo * kRoundsTo};
}

FixedTable fixed_table(std::span<const std::vector<std::uint64_t>> rows) {
  FixedTable out;
  if (rows.empty()) return out;
  const std::size_t columns = rows[0].size();
  std::vector<std::uint64_t> total(columns);
  for (const auto& row : rows) {
    auto& cells = out.rows.emplace_back();
    for (std::size_t column = 0; column < columns; ++column) {
      total[column] += row[column];
      cells.push_back(shown(row, column));
    }
  }
  for (std::size_t column = 0; column < columns; ++column) {
    out.total.push_back(rows.size() == 1 ? out.rows[0][column] : shown(total, column));
    const auto hidden =
        std::ranges::count_if(out.rows, [&](const auto& row) { return is_hidden(row[column]); });
    if (hidden != 1 || rows.size() == 1 || is_hidden(out.total[column])) continue;
    std::optional<std::size_t> beside;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (is_hidden(out.rows[i][column]) || rows[i][column] == 0) continue;
      if (!beside || rows[i][column] < rows[*beside][column]) beside = i;
    }
    (beside ? out.rows[*beside][column] : out.total[column]) = {Kind::kHeldBack, 0};
  }
  for (std::size_t column = columns; column-- > 0 && gives_people_away(out);) {
    out.total[column] = {Kind::kHeldBack, 0};
  }
  return out;
}

void Sketch::add(std::uint64_t patient, std::uint64_t secret) {
  const std::uint64_t hash = Random(patient ^ secret).next();
  auto& place = sums_[hash % kPlaces];
  place = static_cast<std::uint16_t>(place + (hash >> 48 | 1));  // odd, so that nobody leaves no trace
  ++people_;
}

void Sketch::add(const Sketch& others) {
  for (std::size_t i = 0; i < kPlaces; ++i) sums_[i] = static_cast<std::uint16_t>(sums_[i] + others.sums_[i]);
  people_ += others.people_;
}

Sketch Sketch::of(const std::array<std::uint16_t, kPlaces>& sums, std::uint64_t people) {
  Sketch out;
  out.sums_ = sums;
  out.people_ = people;
  return out;
}

int distance(const Sketch& a, const Sketch& b) {
  int out = 0;
  for (std::size_t i = 0; i < Sketch::kPlaces; ++i) out += a.sums()[i] != b.sums()[i] ? 1 : 0;
  return out;
}

std::uint64_t AskedBefore::drawn(const Sketch& of, const char* what) const {
  std::string text;
  for (const std::uint16_t sum : of.sums()) {
    text += static_cast<char>(sum & 255u);
    text += static_cast<char>(sum >> 8);
  }
  return keyed_hash(key_, what, text);
}

ShownCount AskedBefore::noised(const Sketch& people) const {
  const std::uint64_t draw = drawn(people, "access noise");
  const auto noise =
      static_cast<std::int64_t>(draw % kNoise) - static_cast<std::int64_t>(draw / kNoise % kNoise);
  const auto value =
      std::max<std::int64_t>(static_cast<std::int64_t>(people.people()) + noise, kSmallestShown);
  return {Kind::kNoised, static_cast<std::uint64_t>(value)};
}

void AskedBefore::remember(const std::string& scope, Asked asked) {
  const std::lock_guard lock(mutex_);
  asked_[scope].push_back(std::move(asked));
}

ShownCount AskedBefore::answer(const std::string& scope, const Sketch& cohort, const Sketch& everybody,
                               const Keep& keep) {
  const std::lock_guard lock(mutex_);
  std::vector<Asked>& before = asked_[scope];
  if (before.empty()) {
    before.push_back({Sketch(), {Kind::kSmall, 0}});
    before.push_back({everybody, noised(everybody)});
    for (const Asked& each : before) {
      if (keep) keep(scope, each);
    }
  }
  const std::uint64_t draw = drawn(cohort, "access edge");
  const int edge = kNearestEdge + static_cast<int>(draw % kEdges + draw / kEdges % kEdges);
  const Asked* nearest = nullptr;
  const Asked* first = nullptr;
  int nearest_apart = kNear;
  for (const Asked& each : before) {
    const int apart = distance(cohort, each.cohort);
    if (apart == 0) return each.answer;
    if (apart < nearest_apart) {
      nearest = &each;
      nearest_apart = apart;
    }
    if (first == nullptr && apart < edge) first = &each;
  }
  const Asked* found = nearest != nullptr ? nearest : first;
  const Asked answered{cohort, found != nullptr ? found->answer : noised(cohort)};
  if (keep) keep(scope, answered);
  before.push_back(answered);
  return answered.answer;
}

}  // namespace meso::access
