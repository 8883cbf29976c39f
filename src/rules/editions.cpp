#include "rules/editions.h"

#include <algorithm>
#include <set>
#include <unordered_map>
#include <utility>

namespace meso::rules {
namespace {

// The items of one kind that a block writes, over those that it takes over:
// replaced in place, or added at the end.
template <class T>
void lay_over(std::vector<Written<T>>& held, const std::vector<T>& written, const SourceText* source,
              const syntax::Ruleset* block) {
  std::unordered_map<std::string_view, std::size_t> places;
  for (std::size_t i = 0; i < held.size(); ++i) places.emplace(held[i].item->name.text, i);
  for (const T& item : written) {
    const auto at = places.find(item.name.text);
    if (at != places.end()) {
      held[at->second] = {&item, source, block};
    } else {
      held.push_back({&item, source, block});
    }
  }
}

template <class T>
void remove_named(std::vector<Written<T>>& held, const std::set<std::string_view>& names,
                  std::set<std::string_view>& found) {
  std::erase_if(held, [&](const Written<T>& written) {
    if (!names.contains(written.item->name.text)) return false;
    found.insert(written.item->name.text);
    return true;
  });
}

}  // namespace

Editions::Editions(const std::vector<ParsedSource>& parsed, Mistakes& mistakes) : mistakes_(mistakes) {
  std::set<std::string> years;
  for (const ParsedSource& one : parsed) {
    for (const syntax::Ruleset& ruleset : one.rulesets) {
      if (ruleset.name.text.empty()) continue;
      auto [blocks, first] = rulesets_.try_emplace(ruleset.name.text);
      if (first) order_.push_back(ruleset.name.text);
      const auto [at, added] = blocks->second.try_emplace(ruleset.year.text);
      if (!added) {
        const Place earlier{at->second.source->file, at->second.ruleset->name.spot.line, 0};
        mistakes_.add(one.source->file, ruleset.name.spot,
                      "the ruleset " + ruleset.name.text +
                          (ruleset.year.text.empty() ? "" : " for " + ruleset.year.text) +
                          " is written twice",
                      "the first is at " + earlier.text() + "; join them, or give them different years");
        continue;
      }
      at->second.ruleset = &ruleset;
      at->second.source = one.source;
      years.insert(ruleset.year.text);
    }
  }
  years_.assign(years.begin(), years.end());
  if (years_.size() > kMostYears) {
    const Block& block = rulesets_.begin()->second.begin()->second;
    mistakes_.add(block.source->file, block.ruleset->name.spot,
                  "the rulebook is written for more than " + std::to_string(kMostYears) + " years",
                  "leave the oldest out");
    years_.resize(kMostYears);
  }
  for (auto& [name, blocks] : rulesets_) {
    for (auto& [year, block] : blocks) resolve(blocks, block);
  }
}

const Edition& Editions::resolve(Blocks& blocks, Block& block) {
  if (block.state == Block::State::kDone) return block.edition;
  block.state = Block::State::kOpen;
  const syntax::Ruleset& ruleset = *block.ruleset;
  Edition& edition = block.edition;
  edition.name = ruleset.name.text;
  if (ruleset.from) {
    const auto earlier = blocks.find(ruleset.from->text);
    if (earlier == blocks.end()) {
      std::string known;
      for (const auto& [year, other] : blocks) {
        if (!year.empty() && year != ruleset.year.text) known += (known.empty() ? "" : ", ") + year;
      }
      mistakes_.add(block.source->file, ruleset.from->spot,
                    "there is no " + edition.name + " for " + ruleset.from->text + " to take over",
                    known.empty() ? "load the file that holds it, or leave out \"from\""
                                  : "it is written for " + known);
    } else if (earlier->second.state == Block::State::kOpen) {
      mistakes_.add(block.source->file, ruleset.from->spot,
                    "the years of " + edition.name + " take over from each other",
                    "one of them must be written without \"from\"");
    } else {
      // The recursion is as deep as there are years: the constructor refuses more than kMostYears of them.
      if (years_.size() <= kMostYears) edition = resolve(blocks, earlier->second);
    }
  }
  lay_block(block);
  block.state = Block::State::kDone;
  return edition;
}

void Editions::lay_block(Block& block) {
  const syntax::Ruleset& ruleset = *block.ruleset;
  Edition& edition = block.edition;
  const bool inherits = ruleset.from.has_value();
  edition.title = ruleset.title;
  edition.year = ruleset.year.text;
  edition.block = block.ruleset;
  edition.source = block.source;
  if (ruleset.version) edition.version = *ruleset.version;
  if (ruleset.level) edition.level = *ruleset.level;
  if (ruleset.months) edition.months = *ruleset.months;
  if (ruleset.events) edition.events = {&*ruleset.events, block.source, block.ruleset};
  if (!ruleset.word.source || !ruleset.word.standing) {
    const bool both = !ruleset.word.source && !ruleset.word.standing;
    mistakes_.add(block.source->file, ruleset.name.spot,
                  "the ruleset " + edition.name + " does not say its " +
                      (both                  ? "source and its standing"
                       : ruleset.word.source ? "standing"
                                             : "source"),
                  ruleset.word.source ? "write: standing transcribed, or another of verified, reported, "
                                        "recalled, derived, estimated, entered"
                                      : "write: source \"where these rules can be read\"");
  }
  check_names(block);
  if (!ruleset.removed.empty()) {
    std::set<std::string_view> names, found;
    for (const syntax::Name& name : ruleset.removed) names.insert(name.text);
    remove_named(edition.fields, names, found);
    remove_named(edition.registers, names, found);
    remove_named(edition.indicators, names, found);
    for (const syntax::Name& name : ruleset.removed) {
      if (found.contains(name.text)) continue;
      mistakes_.add(block.source->file, name.spot,
                    inherits ? "the year taken over has no " + name.text
                             : "there is nothing to remove " + name.text + " from",
                    inherits ? "leave the line out, or mend the name"
                             : "only a year that is written \"from\" another can remove");
    }
  }
  lay_over(edition.fields, ruleset.fields, block.source, block.ruleset);
  lay_over(edition.registers, ruleset.registers, block.source, block.ruleset);
  lay_over(edition.indicators, ruleset.indicators, block.source, block.ruleset);
}

// Within one block a name means one thing.
void Editions::check_names(const Block& block) {
  std::unordered_map<std::string_view, std::uint32_t> lines;
  const auto see = [&](const syntax::Name& name) {
    const auto [at, added] = lines.try_emplace(name.text, name.spot.line);
    if (added) return;
    mistakes_.add(block.source->file, name.spot, "the name " + name.text + " is given twice",
                  "it is already given in line " + std::to_string(at->second));
  };
  for (const auto& field : block.ruleset->fields) see(field.name);
  for (const auto& reg : block.ruleset->registers) see(reg.name);
  for (const auto& indicator : block.ruleset->indicators) see(indicator.name);
}

std::vector<const Edition*> Editions::of_year(std::string_view year) const {
  std::vector<const Edition*> out;
  for (const std::string& name : order_) {
    const Blocks& blocks = rulesets_.find(name)->second;
    auto chosen = year.empty() ? blocks.end() : blocks.upper_bound(year);
    if (chosen != blocks.begin()) --chosen;
    out.push_back(&chosen->second.edition);
  }
  return out;
}

}  // namespace meso::rules
