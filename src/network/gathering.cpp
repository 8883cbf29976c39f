#include "network/gathering.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <tuple>

#include "base/input_text.h"
#include "locale/england/commissioners.h"
#include "network/codes.h"

namespace meso::network {

void Findings::add(std::string_view what, std::string_view example, std::uint64_t count) {
  auto known = numbers_.find(what);
  if (known == numbers_.end()) {
    known = numbers_.emplace(std::string(what), findings_.size()).first;
    findings_.push_back({std::string(what), 0, {}});
    counted_.emplace_back();
  }
  Finding& finding = findings_[known->second];
  if (!example.empty() && !counted_[known->second].emplace(example).second) return;
  finding.count += count;
  if (!example.empty() && finding.examples.size() < kExamples) finding.examples.emplace_back(example);
}

std::vector<Finding> Findings::all() const {
  return findings_;
}

SourceId Gathering::source(Source source) {
  model_.sources.push_back(std::move(source));
  return static_cast<SourceId>(model_.sources.size() - 1);
}

OrganisationId Gathering::organisation(OrganisationKind kind, std::string_view code) {
  key_.assign(1, static_cast<char>('a' + static_cast<int>(kind)));
  key_.append(code);
  const auto [found, is_new] =
      organisation_ids_.try_emplace(key_, static_cast<OrganisationId>(model_.organisations.size()));
  if (is_new) {
    model_.organisations.push_back({.kind = kind, .code = std::string(code)});
    named_.push_back(kUnknownDate);
  }
  return found->second;
}

void Gathering::name(OrganisationId id, std::string_view name, Date as_at) {
  if (name.empty()) return;
  std::string& known = model_.organisations[id].name;
  if (!known.empty() && as_at <= named_[id]) return;
  bool transcoded = false;
  known = to_utf8(name, transcoded);
  named_[id] = as_at;
}

OrganisationId Gathering::by_alias(std::string_view code) const {
  const auto found = aliases_.find(std::string(code));
  return found == aliases_.end() ? kNobody : found->second;
}

std::vector<OrganisationId> Gathering::networks_named(std::string_view name) const {
  const std::string wanted = plain(name);
  std::vector<OrganisationId> found;
  for (OrganisationId id = 0; id < model_.organisations.size(); ++id) {
    const Organisation& organisation = model_.organisations[id];
    if (organisation.kind == OrganisationKind::kNetwork && plain(organisation.name) == wanted)
      found.push_back(id);
  }
  return found;
}

AreaId Gathering::area(std::string_view code) {
  key_.assign(code);
  const auto [found, is_new] = area_ids_.try_emplace(key_, static_cast<AreaId>(model_.areas.size()));
  if (is_new) {
    Area& area = model_.areas.emplace_back();
    area.code = code;
    area.kind = area_kind(code);
  }
  return found->second;
}

MeasureId Gathering::measure(std::string_view code, std::string_view title, std::string_view unit) {
  const auto [found, is_new] =
      measure_ids_.try_emplace(std::string(code), static_cast<MeasureId>(model_.measures.size()));
  if (is_new) model_.measures.push_back({std::string(code), std::string(title), std::string(unit)});
  return found->second;
}

PeriodId Gathering::period(Period period) {
  const auto [found, is_new] = period_ids_.try_emplace(period, static_cast<PeriodId>(model_.periods.size()));
  if (is_new) model_.periods.push_back(period);
  return found->second;
}

// --- memberships

namespace {

// The stays of one member that censuses saw: each run of census days with the same whole.
void stays_from_sightings(std::span<const Gathering::Sighting> of_member, std::vector<Relation>& relations) {
  // REQUIRES: one member, one kind, by day.
  std::map<OrganisationId, Relation> open;
  for (std::size_t begin = 0; begin < of_member.size();) {
    const Date day = of_member[begin].day;
    std::size_t end = begin;
    std::set<OrganisationId> now;
    while (end < of_member.size() && of_member[end].day == day) {
      const auto& sighting = of_member[end++];
      if (sighting.whole == kNobody || !now.insert(sighting.whole).second) continue;
      open.try_emplace(sighting.whole, Relation{sighting.member, sighting.whole, sighting.kind, day,
                                                kUnknownDate, true, sighting.source});
    }
    for (auto stay = open.begin(); stay != open.end();) {
      if (now.contains(stay->first)) {
        ++stay;
        continue;
      }
      stay->second.until = add_days(day, -1);
      relations.push_back(stay->second);
      stay = open.erase(stay);
    }
    begin = end;
  }
  for (const auto& [whole, stay] : open) relations.push_back(stay);
}

}  // namespace

void Gathering::settle_memberships() {
  // Editions of the register, the newest first: its day is the newest that it mentions.
  std::map<SourceId, Date> newest_of;
  for (const Spell& spell : spells_) {
    Date& newest = newest_of[spell.source];
    newest = std::max({newest, spell.since, spell.until});
  }
  std::vector<std::pair<Date, SourceId>> editions;
  for (const auto& [source, newest] : newest_of) editions.emplace_back(newest, source);
  std::ranges::sort(editions, std::greater());
  std::map<std::tuple<OrganisationId, OrganisationId, Date>, const Spell*> kept;
  for (const auto& [newest, source] : editions) {
    for (const Spell& spell : spells_) {
      if (spell.source == source) kept.try_emplace({spell.member, spell.whole, spell.since}, &spell);
    }
  }
  // A spell that only an older edition has, and that was open there, ended before the newer edition was made.
  const Date recorded_to = editions.empty() ? kUnknownDate : editions.front().first;
  std::map<OrganisationId, std::vector<Relation>> by_member;
  std::set<OrganisationId> known_networks;
  for (const auto& [key, spell] : kept) {
    Relation relation{spell->member, spell->whole, RelationKind::kMember, spell->since,
                      spell->until,  false,        spell->source};
    if (spell->source != editions.front().second && spell->until == kUnknownDate) {
      relation.until = newest_of[spell->source];
      relation.seen = true;
      findings_.add(
          "open memberships of an older register that the newer one no longer has: ended where last seen",
          at(spell->member).code);
    }
    by_member[relation.member].push_back(relation);
    known_networks.insert(relation.whole);
  }

  std::vector<Sighting> members;
  std::ranges::copy_if(sightings_, std::back_inserter(members),
                       [](const Sighting& sighting) { return sighting.kind == RelationKind::kMember; });
  std::ranges::stable_sort(members, {}, [](const Sighting& s) { return std::pair(s.day, s.member); });

  // Which networks each census lists at all: a practice that is missing from a list that has its network has
  // left.
  std::map<Date, std::set<OrganisationId>> networks_on;
  std::map<Date, std::map<OrganisationId, std::set<OrganisationId>>> wholes_on;
  for (const Sighting& sighting : members) {
    auto& wholes = wholes_on[sighting.day][sighting.member];
    if (sighting.whole == kNobody) continue;
    wholes.insert(sighting.whole);
    networks_on[sighting.day].insert(sighting.whole);
  }
  for (const auto& [day, wholes_of] : wholes_on) {
    const auto& listed = networks_on[day];
    const SourceId source = std::ranges::lower_bound(members, day, {}, &Sighting::day)->source;
    for (const auto& [member, wholes] : wholes_of) {
      auto& spells = by_member[member];
      if (day <= recorded_to && !spells.empty()) {
        std::set<OrganisationId> recorded;
        for (const Relation& relation : spells) {
          if (relation.holds_on(day)) recorded.insert(relation.whole);
        }
        if (recorded != wholes) {
          findings_.add(
              "practices that a list of practices puts in another network than the register of memberships "
              "on its day: the register counts",
              at(member).code);
        }
        continue;
      }
      if (day <= recorded_to) continue;  // no spells at all: settled from sightings below
      for (Relation& relation : spells) {
        if (relation.holds_on(day) && !wholes.contains(relation.whole)) {
          relation.until = add_days(day, -1);
          relation.seen = true;
        }
      }
      if (recorded_to == kUnknownDate) continue;
      for (const OrganisationId whole : wholes) {
        const bool open = std::ranges::any_of(spells, [&](const Relation& relation) {
          return relation.whole == whole && relation.holds_on(day);
        });
        if (!open) spells.push_back({member, whole, RelationKind::kMember, day, kUnknownDate, true, source});
      }
    }
    if (recorded_to == kUnknownDate || day <= recorded_to) continue;
    for (auto& [member, spells] : by_member) {
      if (wholes_of.contains(member)) continue;
      for (Relation& relation : spells) {
        if (!relation.holds_on(day) || !listed.contains(relation.whole)) continue;
        relation.until = add_days(day, -1);
        relation.seen = true;
        findings_.add(
            "practices with an open membership that a newer list of practices no longer holds: ended there",
            at(member).code);
      }
    }
  }
  for (auto& [member, spells] : by_member) {
    model_.relations.insert(model_.relations.end(), spells.begin(), spells.end());
  }

  // Practices without any recorded spell.
  std::ranges::stable_sort(members, {}, [](const Sighting& s) { return std::pair(s.member, s.day); });
  for (std::size_t begin = 0; begin < members.size();) {
    std::size_t end = begin;
    while (end < members.size() && members[end].member == members[begin].member) ++end;
    if (by_member[members[begin].member].empty()) {
      stays_from_sightings({members.data() + begin, end - begin}, model_.relations);
    }
    begin = end;
  }

  if (!wholes_on.empty()) {
    for (const auto& [member, wholes] : wholes_on.rbegin()->second) {
      if (wholes.empty()) findings_.add("practices in no network on the newest list", at(member).code);
    }
  }
}

void Gathering::settle_commissioners() {
  std::vector<Sighting> others;
  std::ranges::copy_if(sightings_, std::back_inserter(others),
                       [](const Sighting& sighting) { return sighting.kind != RelationKind::kMember; });
  std::ranges::stable_sort(others, {}, [](const Sighting& s) { return std::tuple(s.kind, s.member, s.day); });
  for (std::size_t begin = 0; begin < others.size();) {
    std::size_t end = begin;
    while (end < others.size() && others[end].member == others[begin].member &&
           others[end].kind == others[begin].kind) {
      ++end;
    }
    stays_from_sightings({others.data() + begin, end - begin}, model_.relations);
    begin = end;
  }
}

// Groups and partnerships passed their codes on to locations and boards on one day that is known, whenever
// the lists that we have were made: a stay that lists saw on both sides of it changed hands on that day.
void Gathering::settle_handover() {
  const Date first =
      *date_from_civil(england::kBoardsFromYear, england::kBoardsFromMonth, england::kBoardsFromDay);
  const auto follower = [](OrganisationKind kind) -> std::optional<OrganisationKind> {
    if (kind == OrganisationKind::kCcg) return OrganisationKind::kSubIcb;
    if (kind == OrganisationKind::kStp) return OrganisationKind::kIcb;
    return std::nullopt;
  };
  std::map<OrganisationId, OrganisationId> after;
  for (OrganisationId id = 0; id < model_.organisations.size(); ++id) {
    const auto kind = follower(model_.organisations[id].kind);
    if (!kind) continue;
    model_.organisations[id].closed = add_days(first, -1);
    const auto found = organisation_ids_.find(static_cast<char>('a' + static_cast<int>(*kind)) +
                                              model_.organisations[id].code);
    if (found == organisation_ids_.end()) continue;
    after[id] = found->second;
    model_.organisations[found->second].opened = first;
    model_.successions.push_back({id, found->second, first, SuccessionKind::kFollowed, false, 0});
  }
  const auto passed_on = [&](OrganisationId id) {
    const auto found = after.find(id);
    return found == after.end() ? id : found->second;
  };
  std::set<std::tuple<OrganisationId, OrganisationId, RelationKind>> stays;
  for (Relation& relation : model_.relations) {
    const bool old_whole = follower(model_.organisations[relation.whole].kind).has_value();
    const bool old_member = follower(model_.organisations[relation.member].kind).has_value();
    if (!old_whole && !old_member) continue;
    stays.emplace(passed_on(relation.member), passed_on(relation.whole), relation.kind);
    if (relation.until != kUnknownDate && relation.until < first) continue;
    relation.until = add_days(first, -1);
  }
  for (Relation& relation : model_.relations) {
    if (!relation.seen || relation.since < first ||
        !stays.contains({relation.member, relation.whole, relation.kind})) {
      continue;
    }
    relation.since = first;
    stays.erase(
        {relation.member, relation.whole, relation.kind});  // the first stay after the day, not a later one
  }
}

// A commissioner whose parts all went elsewhere: who holds them now followed it.
void Gathering::settle_successors() {
  std::map<OrganisationId, bool> still;  // whole -> has an open part
  for (const Relation& relation : model_.relations) {
    if (relation.kind == RelationKind::kPartOf) still[relation.whole] |= relation.until == kUnknownDate;
  }
  std::map<OrganisationId, std::map<OrganisationId, Date>> followed;
  std::map<OrganisationId, std::set<OrganisationId>> came_from;
  for (const Relation& ended : model_.relations) {
    if (ended.kind != RelationKind::kPartOf || ended.until == kUnknownDate || still[ended.whole]) continue;
    for (const Relation& next : model_.relations) {
      if (next.kind != RelationKind::kPartOf || next.member != ended.member || next.whole == ended.whole)
        continue;
      if (next.since != add_days(ended.until, 1)) continue;
      followed[ended.whole].emplace(next.whole, next.since);
      came_from[next.whole].insert(ended.whole);
    }
  }
  for (const auto& [before, afters] : followed) {
    for (const auto& [after, on] : afters) {
      const SuccessionKind kind = afters.size() > 1             ? SuccessionKind::kSplit
                                  : came_from[after].size() > 1 ? SuccessionKind::kMerged
                                                                : SuccessionKind::kFollowed;
      model_.successions.push_back({before, after, on, kind, true, 0});
      Organisation& gone = model_.organisations[before];
      if (gone.closed == kUnknownDate) gone.closed = add_days(on, -1);
    }
  }
}

void Gathering::settle_list_sizes() {
  auto& sizes = model_.list_sizes;
  std::ranges::stable_sort(sizes, {},
                           [](const ListSize& size) { return std::pair(size.organisation, size.on); });
  std::vector<ListSize> settled;
  for (const ListSize& size : sizes) {
    if (!settled.empty() && settled.back().organisation == size.organisation &&
        settled.back().on == size.on) {
      if (settled.back().patients != size.patients) {
        findings_.add(
            "list sizes of one day on which two files disagree: both are kept as counts, the first is used",
            at(size.organisation).code);
      }
      continue;
    }
    settled.push_back(size);
  }
  sizes = std::move(settled);
}

void Gathering::settle_facts() {
  // A numerator and its denominator may come in rows of their own.
  auto& facts = model_.facts;
  std::ranges::stable_sort(facts, {}, [](const Fact& fact) {
    return std::tuple(fact.organisation, fact.measure, fact.period, fact.source);
  });
  std::size_t kept = 0;
  const auto absent = [](double value) { return std::isnan(value); };
  for (std::size_t i = 0; i < facts.size(); ++i) {
    const Fact& fact = facts[i];
    if (kept > 0) {
      Fact& last = facts[kept - 1];
      const bool same = last.organisation == fact.organisation && last.measure == fact.measure &&
                        last.period == fact.period && last.source == fact.source;
      const auto fits = [&](double a, double b) { return absent(a) || absent(b) || a == b; };
      if (same && fits(last.numerator, fact.numerator) && fits(last.denominator, fact.denominator) &&
          fits(last.value, fact.value)) {
        if (absent(last.numerator)) last.numerator = fact.numerator;
        if (absent(last.denominator)) last.denominator = fact.denominator;
        if (absent(last.value)) last.value = fact.value;
        continue;
      }
      if (same) {
        findings_.add("counts that one file gives twice with different figures: both are kept",
                      at(fact.organisation).code + " " + model_.measures[fact.measure].code);
      }
    }
    facts[kept++] = fact;
  }
  facts.resize(kept);
  for (Measure& measure : model_.measures) {
    if (!measure.title.empty()) continue;
    if (const auto found = titles_.find(measure.code); found != titles_.end()) measure.title = found->second;
  }
}

void Gathering::settle_areas() {
  for (const ResidentTable& table : model_.residents) {
    std::set<AreaId> of_other_edition;
    std::uint64_t pseudo = 0, all = 0;
    for (const Residents& row : table.rows) {
      const Area& area = model_.areas[row.area];
      all += row.patients;
      if (area.kind == AreaKind::kPseudo) pseudo += row.patients;
      const bool there = table.edition == AreaEdition::k2011 ? area.in_2011 : area.in_2021;
      if (area.kind == AreaKind::kEngland && !there && (area.in_2011 || area.in_2021)) {
        of_other_edition.insert(row.area);
      }
    }
    const std::string& file = model_.sources[table.source].file;
    for (const AreaId area : of_other_edition) {
      findings_.add(
          "areas of another edition (2011 against 2021) than the rest of " + file + ": not placed on maps",
          model_.areas[area].code);
    }
    if (pseudo > 0) {
      findings_.add("patients without a place (closed, empty or unknown address) of " + std::to_string(all) +
                        " in " + file,
                    {}, pseudo);
    }
  }
}

// Sorts organisations and areas and renumbers all that points to them.
void Gathering::put_in_order() {
  const auto order_of = [](std::size_t count, auto&& before) {
    std::vector<std::uint32_t> order(count);
    std::iota(order.begin(), order.end(), 0u);
    std::ranges::sort(order, before);
    return order;
  };
  const auto apply = [](auto& things, const std::vector<std::uint32_t>& order) {
    std::vector<std::uint32_t> new_id(order.size());
    std::remove_reference_t<decltype(things)> sorted;
    sorted.reserve(order.size());
    for (std::uint32_t place = 0; place < order.size(); ++place) {
      new_id[order[place]] = place;
      sorted.push_back(std::move(things[order[place]]));
    }
    things = std::move(sorted);
    return new_id;
  };
  auto& organisations = model_.organisations;
  const auto organisation_id =
      apply(organisations, order_of(organisations.size(), [&](std::uint32_t a, std::uint32_t b) {
              return std::tie(organisations[a].kind, organisations[a].code) <
                     std::tie(organisations[b].kind, organisations[b].code);
            }));
  auto& areas = model_.areas;
  const auto area_id = apply(areas, order_of(areas.size(), [&](std::uint32_t a, std::uint32_t b) {
                               return areas[a].code < areas[b].code;
                             }));
  const auto organisation = [&](OrganisationId& id) {
    if (id != kNobody) id = organisation_id[id];
  };
  const auto area = [&](AreaId& id) {
    if (id != kNobody) id = area_id[id];
  };
  for (Relation& relation : model_.relations) {
    organisation(relation.member);
    organisation(relation.whole);
  }
  for (Succession& succession : model_.successions) {
    organisation(succession.before);
    organisation(succession.after);
  }
  for (ListSize& size : model_.list_sizes) organisation(size.organisation);
  for (AgeCount& count : model_.ages) organisation(count.organisation);
  for (ResidentTable& table : model_.residents) {
    for (Residents& row : table.rows) {
      organisation(row.practice);
      area(row.area);
    }
  }
  for (Area& one : areas) {
    organisation(one.authority);
    organisation(one.commissioner);
    area(one.part_of);
  }
  for (Border& border : model_.borders) {
    area(border.a);
    area(border.b);
    if (border.a > border.b) std::swap(border.a, border.b);
  }
  for (Shape& shape : model_.shapes) {
    area(shape.area);
    organisation(shape.organisation);
  }
  for (Fact& fact : model_.facts) organisation(fact.organisation);
}

Model Gathering::assemble() {
  settle_memberships();
  settle_commissioners();
  settle_handover();
  settle_successors();
  settle_list_sizes();
  settle_facts();
  settle_areas();
  put_in_order();
  model_.sort();
  return std::move(model_);
}

}  // namespace meso::network
