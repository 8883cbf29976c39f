#include "network/footprint/grouping.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include <fmt/format.h>

#include "base/nearest.h"
#include "base/words.h"
#include "network/footprint/distance.h"

namespace meso::network::footprint {
namespace {

constexpr std::string_view kVerbs[] = {"move", "merge", "split", "leave", "draw"};
constexpr double kFurthest = 500;  // km: more than any network

// Reads and applies one sentence.
class Sentence {
 public:
  Sentence(const Model& model, std::string_view text, std::uint32_t number, Supposed& supposed)
      : model_(model), number_(number), supposed_(supposed), cursor_(text, "change", unread_) {}

  Status apply() {
    const Word verb = cursor_.take();
    if (verb.is("move")) return move();
    if (verb.is("merge")) return merge();
    if (verb.is("split")) return split();
    if (verb.is("leave")) return leave();
    if (verb.is("draw")) return draw();
    NearestName near(verb.text);
    for (std::string_view known : kVerbs) near.offer(known);
    return wrong(
        verb, "a change begins with move, merge, split, leave or draw",
        near.best().empty() ? "for example: move A99901 to U99901" : "did you mean " + near.best() + "?");
  }

 private:
  Error wrong(const Word& word, std::string message, std::string hint) const {
    return Error{ErrorKind::kBadInput, std::move(message), Place{"change", number_, word.column},
                 std::move(hint)};
  }
  Status need(std::string_view word) {
    if (cursor_.take_if(word)) return {};
    return wrong(cursor_.next(), fmt::format("\"{}\" is expected here", word),
                 "docs/footprint.md has the sentences");
  }
  Status at_end() {
    if (!unread_.empty()) return wrong(cursor_.next(), unread_[0].message, unread_[0].hint);
    if (cursor_.ended()) return {};
    return wrong(cursor_.next(), fmt::format("{} follows what is complete", cursor_.next().text),
                 "one change in one sentence");
  }

  Result<OrganisationId> practice() {
    const Word word = cursor_.take();
    const OrganisationId found = model_.find(OrganisationKind::kPractice, word.text);
    if (found != kNobody) return found;
    NearestName near(word.text);
    for (const Organisation& one : model_.organisations) {
      if (one.kind == OrganisationKind::kPractice) near.offer(one.code);
    }
    return wrong(
        word,
        word.text.empty() ? "the code of a practice is expected here"
                          : fmt::format("there is no practice {}", word.text),
        near.best().empty() ? "meso network list tells the codes" : "did you mean " + near.best() + "?");
  }
  Result<std::vector<OrganisationId>> practices() {
    std::vector<OrganisationId> found;
    do {
      MESO_ASSIGN_OR_RETURN(const OrganisationId one, practice());
      if (std::find(found.begin(), found.end(), one) == found.end()) found.push_back(one);
    } while (cursor_.take_comma());
    return found;
  }
  Result<std::uint32_t> group() {
    const Word word = cursor_.take();
    const std::uint32_t found = supposed_.grouping.find(word.text);
    if (found != kNoGroup) return found;
    NearestName near(word.text);
    for (const Group& one : supposed_.grouping.groups) near.offer(one.code);
    return wrong(
        word,
        word.text.empty() ? "the code of a network is expected here"
                          : fmt::format("there is no network {} on that day", word.text),
        near.best().empty() ? "meso network list tells the codes" : "did you mean " + near.best() + "?");
  }
  Result<std::string> name() {
    if (cursor_.next().kind != Word::Kind::kText) {
      return wrong(cursor_.next(), "a name in quotes is expected here", "for example: as \"North and East\"");
    }
    return std::string(cursor_.take().text);
  }

  void put(OrganisationId practice, std::uint32_t to) {
    std::uint32_t& now = supposed_.grouping.group_of[practice];
    if (now != kNoGroup) std::erase(supposed_.grouping.groups[now].practices, practice);
    now = to;
    if (to == kNoGroup) return;
    auto& practices = supposed_.grouping.groups[to].practices;
    practices.insert(std::lower_bound(practices.begin(), practices.end(), practice), practice);
  }

  Status move() {
    MESO_ASSIGN_OR_RETURN(const std::vector<OrganisationId> moving, practices());
    MESO_RETURN_IF_ERROR(need("to"));
    MESO_ASSIGN_OR_RETURN(const std::uint32_t to, group());
    MESO_RETURN_IF_ERROR(at_end());
    for (OrganisationId one : moving) put(one, to);
    return {};
  }

  Status leave() {
    MESO_ASSIGN_OR_RETURN(const std::vector<OrganisationId> leaving, practices());
    MESO_RETURN_IF_ERROR(at_end());
    for (OrganisationId one : leaving) put(one, kNoGroup);
    return {};
  }

  // The first named keeps its code; the others are emptied.
  Status merge() {
    const Word begin = cursor_.next();
    std::vector<std::uint32_t> merging;
    do {
      MESO_ASSIGN_OR_RETURN(const std::uint32_t one, group());
      merging.push_back(one);
    } while (cursor_.take_comma());
    if (merging.size() < 2) return wrong(begin, "a merger needs two networks", "merge U99901, U99902");
    std::string as;
    if (cursor_.take_if("as")) {
      MESO_ASSIGN_OR_RETURN(as, name());
    }
    MESO_RETURN_IF_ERROR(at_end());
    for (std::uint32_t from : merging) {
      if (from == merging[0]) continue;
      const std::vector<OrganisationId> practices = supposed_.grouping.groups[from].practices;
      for (OrganisationId one : practices) put(one, merging[0]);
    }
    if (!as.empty()) supposed_.grouping.groups[merging[0]].name = as;
    return {};
  }

  Status split() {
    const Word begin = cursor_.next();
    MESO_ASSIGN_OR_RETURN(const std::vector<OrganisationId> going, practices());
    MESO_RETURN_IF_ERROR(need("from"));
    MESO_ASSIGN_OR_RETURN(const std::uint32_t from, group());
    Group made;
    made.name = "Supposed network";
    if (cursor_.take_if("as")) {
      MESO_ASSIGN_OR_RETURN(made.name, name());
    }
    MESO_RETURN_IF_ERROR(at_end());
    for (OrganisationId one : going) {
      if (supposed_.grouping.group_of[one] == from) continue;
      return wrong(begin, fmt::format("{} is not in that network", model_.organisations[one].code),
                   "split names practices of the network that it splits; move brings others in");
    }
    int number = 1;
    while (supposed_.grouping.find(fmt::format("NEW{}", number)) != kNoGroup) ++number;
    made.code = fmt::format("NEW{}", number);
    const auto place = static_cast<std::uint32_t>(supposed_.grouping.groups.size());
    supposed_.grouping.groups.push_back(std::move(made));
    for (OrganisationId one : going) put(one, place);
    return {};
  }

  Status draw() {
    Drawn drawn;
    MESO_ASSIGN_OR_RETURN(drawn.name, name());
    if (cursor_.take_if("of")) {
      do {
        const Word word = cursor_.take();
        const AreaId area = model_.find_area(word.text);
        if (area == kNobody || model_.areas[area].kind == AreaKind::kPseudo) {
          return wrong(word, fmt::format("there is no small area {}", word.text),
                       "import the file that names it");
        }
        drawn.areas.push_back(area);
      } while (cursor_.take_comma());
    } else {
      MESO_RETURN_IF_ERROR(draw_within(drawn));
    }
    MESO_RETURN_IF_ERROR(at_end());
    std::sort(drawn.areas.begin(), drawn.areas.end());
    drawn.areas.erase(std::unique(drawn.areas.begin(), drawn.areas.end()), drawn.areas.end());
    supposed_.drawn.push_back(std::move(drawn));
    return {};
  }

  Status draw_within(Drawn& drawn) {
    MESO_RETURN_IF_ERROR(need("within"));
    const Word word = cursor_.take();
    double reach = 0;
    const auto [end, error] = std::from_chars(word.text.data(), word.text.data() + word.text.size(), reach);
    if (error != std::errc{} || end != word.text.data() + word.text.size() || !(reach > 0) ||
        reach > kFurthest) {
      return wrong(word, "a distance is expected here", "for example: within 3 km of A99901");
    }
    MESO_RETURN_IF_ERROR(need("km"));
    MESO_RETURN_IF_ERROR(need("of"));
    const Word code = cursor_.next();
    MESO_ASSIGN_OR_RETURN(const OrganisationId centre, practice());
    const Point from = place_of(model_.organisations[centre]);
    if (!is_placed(from)) {
      return wrong(code, fmt::format("where {} lies is not known", code.text),
                   "import a file with its coordinates");
    }
    for (AreaId area = 0; area < model_.areas.size(); ++area) {
      const Point place = place_of(model_.areas[area]);
      if (is_placed(place) && kilometres_between(from, place) <= reach) drawn.areas.push_back(area);
    }
    if (drawn.areas.empty())
      return wrong(word, "no small area has its centre so near", "draw a wider circle");
    return {};
  }

  const Model& model_;
  std::uint32_t number_;
  Supposed& supposed_;
  std::vector<Error> unread_;
  WordCursor cursor_;
};

}  // namespace

std::uint32_t Grouping::find(std::string_view code) const {
  for (std::uint32_t i = 0; i < groups.size(); ++i) {
    if (groups[i].code == code) return i;
  }
  return kNoGroup;
}

Grouping grouping_on(const Model& model, Date day, std::uint64_t* doubled) {
  Grouping grouping;
  grouping.on = day;
  grouping.group_of.assign(model.organisations.size(), kNoGroup);
  for (OrganisationId id = 0; id < model.organisations.size(); ++id) {
    if (model.organisations[id].kind != OrganisationKind::kNetwork) continue;
    Group group{model.organisations[id].code, model.organisations[id].name, id, {}};
    const auto place = static_cast<std::uint32_t>(grouping.groups.size());
    for (OrganisationId practice : model.members(id, day)) {
      if (grouping.group_of[practice] != kNoGroup) {
        if (doubled != nullptr) *doubled += 1;
        continue;
      }
      grouping.group_of[practice] = place;
      group.practices.push_back(practice);
    }
    if (!group.practices.empty()) grouping.groups.push_back(std::move(group));
  }
  return grouping;
}

Result<Supposed> suppose(const Model& model, const Grouping& before, std::span<const std::string> changes) {
  Supposed supposed;
  supposed.grouping = before;
  for (std::uint32_t i = 0; i < changes.size(); ++i) {
    MESO_RETURN_IF_ERROR(Sentence(model, changes[i], i + 1, supposed).apply());
  }
  for (std::uint32_t i = 0; i < supposed.grouping.groups.size(); ++i) {
    const Group& after = supposed.grouping.groups[i];
    const bool supposed_now = i >= before.groups.size();
    if (supposed_now || before.groups[i].practices != after.practices) supposed.changed.push_back(i);
  }
  return supposed;
}

std::vector<Moved> moves_between(const Grouping& before, const Grouping& after) {
  std::vector<Moved> moves;
  for (OrganisationId id = 0; id < before.group_of.size(); ++id) {
    if (before.group_of[id] != after.group_of[id])
      moves.push_back({id, before.group_of[id], after.group_of[id]});
  }
  return moves;
}

}  // namespace meso::network::footprint
