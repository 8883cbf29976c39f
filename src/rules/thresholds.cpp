#include "rules/thresholds.h"

#include <algorithm>
#include <optional>

#include "base/words.h"

namespace meso::rules {
namespace {

// "35%" or "0.8%", in tenths of a percent.
std::optional<std::uint32_t> percentage(std::string_view text) {
  if (!text.ends_with('%')) return std::nullopt;
  text.remove_suffix(1);
  const auto dot = text.find('.');
  const auto whole = parse_whole_number(text.substr(0, dot), 100);
  if (!whole) return std::nullopt;
  std::uint64_t tenths = *whole * 10;
  if (dot != std::string_view::npos) {
    const auto part = text.size() == dot + 2 ? parse_whole_number(text.substr(dot + 1), 9) : std::nullopt;
    if (!part) return std::nullopt;
    tenths += *part;
  }
  if (tenths > 1000) return std::nullopt;
  return static_cast<std::uint32_t>(tenths);
}

bool is_year(std::string_view text) {
  return text.size() == 7 && text[4] == '-' && parse_whole_number(text.substr(0, 4), 9999) &&
         parse_whole_number(text.substr(5), 99);
}

std::optional<Standing> standing_of(std::string_view word) {
  for (const Standing one :
       {Standing::kVerified, Standing::kTranscribed, Standing::kReported, Standing::kRecalled,
        Standing::kDerived, Standing::kEstimated, Standing::kEntered}) {
    if (standing_name(one) == word) return one;
  }
  return std::nullopt;
}

class Reader {
 public:
  Reader(std::string_view text, const std::string& file) : cursor_(text, file, mistakes_) {}

  Status read(std::vector<Threshold>& known) {
    while (!cursor_.ended() && mistakes_.empty()) statement();
    if (!mistakes_.empty()) return mistakes_.front();
    for (Threshold& one : read_) {
      const auto same = std::find_if(known.begin(), known.end(), [&](const Threshold& other) {
        return other.indicator == one.indicator && other.year == one.year;
      });
      if (same == known.end()) {
        known.push_back(std::move(one));
      } else {
        *same = std::move(one);
      }
    }
    return {};
  }

 private:
  void statement() {
    if (cursor_.take_if("year")) {
      const Word year = cursor_.take();
      if (!is_year(year.text)) return cursor_.mistake(year, "this is no year", "write it as 2026-27");
      year_ = year.text;
    } else if (cursor_.take_if("source")) {
      if (auto text = cursor_.need_text()) source_ = std::move(*text);
    } else if (cursor_.take_if("standing")) {
      const Word word = cursor_.take();
      const auto standing = standing_of(word.text);
      if (!standing)
        return cursor_.mistake(word, "this is no standing", "write reported, verified or entered");
      standing_ = *standing;
    } else {
      threshold();
    }
  }

  void threshold() {
    const Word first = cursor_.next();
    auto indicator = cursor_.need_code();
    if (!indicator) return;
    if (year_.empty()) return cursor_.mistake(first, "no year was named yet", "write year 2026-27 before it");
    if (!cursor_.need("from")) return;
    const Word lower = cursor_.take();
    if (!cursor_.need("to")) return;
    const Word upper = cursor_.take();
    const auto low = percentage(lower.text), high = percentage(upper.text);
    if (!low) return cursor_.mistake(lower, "this is no percentage", "write it as 35% or 0.8%");
    if (!high) return cursor_.mistake(upper, "this is no percentage", "write it as 75% or 1.2%");
    if (*low >= *high)
      return cursor_.mistake(upper, "the upper threshold is not above the lower", "exchange them");
    read_.push_back({std::move(*indicator), year_, *low, *high, source_, standing_, cursor_.place(first)});
  }

  std::vector<Error> mistakes_;
  WordCursor cursor_;
  std::string year_, source_;
  Standing standing_ = Standing::kEntered;
  std::vector<Threshold> read_;
};

}  // namespace

Status read_thresholds(std::string_view text, const std::string& file, std::vector<Threshold>& known) {
  return Reader(text, file).read(known);
}

const Threshold* threshold_of(const std::vector<Threshold>& known, std::string_view indicator,
                              std::string_view year) {
  const Threshold* earlier = nullptr;
  const Threshold* later = nullptr;
  for (const Threshold& one : known) {
    if (one.indicator != indicator) continue;
    if (one.year == year) return &one;
    if (one.year < year) {
      if (earlier == nullptr || earlier->year < one.year) earlier = &one;
    } else if (later == nullptr || one.year < later->year) {
      later = &one;
    }
  }
  return earlier != nullptr ? earlier : later;
}

std::uint64_t needed(std::uint64_t numerator, std::uint64_t denominator, std::uint32_t tenths) {
  const std::uint64_t wanted = (denominator * tenths + 999) / 1000;
  return wanted > numerator ? wanted - numerator : 0;
}

}  // namespace meso::rules
