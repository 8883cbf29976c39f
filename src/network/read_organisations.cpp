// Readers of who belongs to whom: practices with networks and commissioners, registers of memberships,
// openings, closures and successions.

#include <map>
#include <set>

#include "network/codes.h"
#include "network/layouts.h"

namespace meso::network {
namespace {

using Kind = OrganisationKind;

// A code and a name column of one kind of body.
struct Body {
  Kind kind;
  Column code, name, alias;
};

// The day of a file whose rows say none.
Result<Date> day_of(const Reading& reading) {
  if (reading.day) return *reading.day;
  if (reading.year) return reading.year->to;
  return Error{ErrorKind::kBadInput,
               "it says no day",
               {reading.file()},
               "name the day in the file's name, as 2026-07-01, or with --on"};
}

void spread(Source& source, Date day) {
  if (source.from == kUnknownDate || day < source.from) source.from = day;
  if (source.to == kUnknownDate || day > source.to) source.to = day;
}

}  // namespace

Status read_practice_map(const Reading& reading) {
  Sheet& sheet = reading.sheet;
  Gathering& out = reading.out;
  const Column day_column = sheet.find({"extractdate"});
  const Column practice = sheet.find({"practicecode", "gppracticecode", "gpcode", "practiceodscode"});
  const Column practice_name = sheet.find({"practicename", "gpname"});
  const Column postcode = sheet.find({"practicepostcode", "postcode"});
  const Column network = sheet.find({"pcncode", "pcnodscode", "primarycarenetworkcode"});
  const Column network_name = sheet.find({"pcnname"});
  const Column latitude = sheet.find({"lat", "latitude", "latitude1m"});
  const Column longitude = sheet.find({"lon", "longitude", "longitude1m"});
  // From the practice upwards. Before July 2022 the bodies were others, under the same codes.
  std::vector<Body> chain;
  const auto link = [&](Kind kind, std::initializer_list<std::string_view> codes,
                        std::initializer_list<std::string_view> names,
                        std::initializer_list<std::string_view> aliases) {
    const Column code = sheet.find(codes);
    if (code != kNoColumn) chain.push_back({kind, code, sheet.find(names), sheet.find(aliases)});
  };
  link(Kind::kSubIcb, {"subicblocationcode", "subicbodscode", "subicblocodscode"},
       {"subicblocationname", "subicbname", "subicblocname"}, {"onssubicblocationcode", "subicbonscode"});
  link(Kind::kCcg, {"ccgodscode", "ccgcode"}, {"ccgname"}, {"ccgonscode", "onsccgcode"});
  link(Kind::kIcb, {"icbcode", "icbodscode"}, {"icbname"}, {"onsicbcode", "icbonscode"});
  link(Kind::kStp, {"stpodscode", "stpcode"}, {"stpname"}, {"stponscode", "onsstpcode"});
  link(Kind::kRegion, {"commregioncode", "regionodscode"}, {"commregionname", "regionname"},
       {"onscommregioncode", "regiononscode"});

  std::optional<Date> fixed;
  if (day_column == kNoColumn) {
    MESO_ASSIGN_OR_RETURN(fixed, day_of(reading));
  }
  std::map<OrganisationId, std::string> names_here;
  std::map<OrganisationId, std::set<std::string>> commissioners_of;
  while (reading.next()) {
    const auto practice_code = reading.code(practice);
    if (!practice_code) continue;
    std::optional<Date> day = fixed;
    if (!day && !(day = public_day(sheet.cell(day_column)))) {
      reading.reject(day_column, "no day that can be read");
      continue;
    }
    spread(reading.about(), *day);
    const OrganisationId id = out.organisation(Kind::kPractice, *practice_code);
    const auto [known, is_new] = names_here.try_emplace(id, std::string(sheet.cell(practice_name)));
    if (!is_new) {
      out.findings().add(known->second == sheet.cell(practice_name)
                             ? "practices that one list holds twice: the first row counts"
                             : "codes that one list gives to two practices: the first row counts",
                         *practice_code);
      reading.reject(practice, "a practice that was listed before");
      continue;
    }
    out.name(id, sheet.cell(practice_name), *day);
    if (postcode != kNoColumn) out.at(id).postcode = sheet.cell(postcode);
    if (const auto north = number(sheet.cell(latitude)), east = number(sheet.cell(longitude));
        north && east) {
      out.at(id).latitude = *north;
      out.at(id).longitude = *east;
    }

    OrganisationId network_id = kNobody;
    const std::string_view network_code = sheet.cell(network);
    if (!is_unallocated(network_code) && !network_code.empty()) {
      if (const std::string_view fault = code_fault(network_code); !fault.empty()) {
        reading.reject(network, fault);
      } else {
        network_id = out.organisation(Kind::kNetwork, network_code);
        out.name(network_id, sheet.cell(network_name), *day);
      }
    }
    out.seen({id, network_id, RelationKind::kMember, *day, reading.source});

    OrganisationId below = kNobody;
    for (const Body& body : chain) {
      const std::string_view code = sheet.cell(body.code);
      const std::string_view fault = code_fault(code);
      if (!fault.empty()) {
        if (!code.empty()) reading.reject(body.code, fault);
        continue;
      }
      const OrganisationId commissioner = out.organisation(body.kind, code);
      out.name(commissioner, sheet.cell(body.name), *day);
      if (const auto alias = sheet.cell(body.alias); !alias.empty()) out.alias(alias, commissioner);
      if (below == kNobody) {
        out.seen({id, commissioner, RelationKind::kCommissionedBy, *day, reading.source});
        if (network_id != kNobody) {
          out.seen({network_id, commissioner, RelationKind::kCommissionedBy, *day, reading.source});
        }
      } else {
        out.seen({below, commissioner, RelationKind::kPartOf, *day, reading.source});
      }
      if ((body.kind == Kind::kIcb || body.kind == Kind::kStp) && network_id != kNobody) {
        commissioners_of[network_id].insert(std::string(code));
      }
      below = commissioner;
    }
  }
  for (const auto& [network_id, commissioners] : commissioners_of) {
    if (commissioners.size() > 1) {
      out.findings().add("networks with practices under two commissioning boards", out.at(network_id).code);
    }
  }
  return {};
}

// --- the register of memberships: with a header, and as the register's own service sends it, without

namespace {

struct RegisterColumns {
  Column practice, name, network, network_name, since, until;
};

Status read_spells(const Reading& reading, const RegisterColumns& columns) {
  Sheet& sheet = reading.sheet;
  Gathering& out = reading.out;
  std::vector<Gathering::Spell> spells;
  while (reading.next()) {
    const auto practice = reading.code(columns.practice);
    if (!practice) continue;
    const auto network = reading.code(columns.network);
    if (!network) continue;
    const auto since = public_day(sheet.cell(columns.since));
    if (!since) {
      reading.reject(columns.since, "no day on which the membership began");
      continue;
    }
    Date until = kUnknownDate;
    if (const auto cell = sheet.cell(columns.until); !cell.empty()) {
      const auto day = public_day(cell);
      if (!day) {
        reading.reject(columns.until, "a last day that cannot be read");
        continue;
      }
      until = *day;
    }
    if (until != kUnknownDate && until < *since) {
      reading.reject(columns.until, "a membership that ended before it began");
      out.findings().add("memberships that ended before they began: left out", *practice);
      continue;
    }
    const OrganisationId member = out.organisation(OrganisationKind::kPractice, *practice);
    const OrganisationId whole = out.organisation(OrganisationKind::kNetwork, *network);
    // Names of practices that left long ago are known only here.
    out.name(member, sheet.cell(columns.name), until == kUnknownDate ? *since : until);
    out.name(whole, sheet.cell(columns.network_name), *since);
    out.spell({member, whole, *since, until, reading.source});
    spread(reading.about(), *since);
    if (until != kUnknownDate) spread(reading.about(), until);
  }
  return {};
}

}  // namespace

Status read_membership_register(const Reading& reading) {
  const Sheet& sheet = reading.sheet;
  return read_spells(reading, {sheet.find({"partnerorganisationcode"}), sheet.find({"partnername"}),
                               sheet.find({"pcncode", "pcnodscode"}), sheet.find({"pcnname"}),
                               sheet.find({"practicetopcnrelationshipstartdate"}),
                               sheet.find({"practicetopcnrelationshipenddate"})});
}

Status read_membership_register_bare(const Reading& reading) {
  return read_spells(reading, {0, 1, 4, 5, 8, 9});
}

Status read_network_register(const Reading& reading) {
  Sheet& sheet = reading.sheet;
  Gathering& out = reading.out;
  const Column network = sheet.find({"pcncode", "pcnodscode"});
  const Column name = sheet.find({"pcnname"});
  const Column opened = sheet.find({"opendate"});
  const Column closed = sheet.find({"closedate"});
  const Column postcode = sheet.find({"postcode"});
  while (reading.next()) {
    const auto code = reading.code(network);
    if (!code) continue;
    const OrganisationId id = out.organisation(OrganisationKind::kNetwork, *code);
    const Date open_day = public_day(sheet.cell(opened)).value_or(kUnknownDate);
    out.name(id, sheet.cell(name), open_day);
    Organisation& organisation = out.at(id);
    organisation.opened = open_day;
    if (const auto day = public_day(sheet.cell(closed))) organisation.closed = *day;
    if (organisation.postcode.empty()) organisation.postcode = sheet.cell(postcode);
    organisation.source = reading.source;
    if (open_day != kUnknownDate) spread(reading.about(), open_day);
  }
  return {};
}

// All organisations that prescribe, 27 columns without a header; those of setting 4 are practices.
Status read_prescribers_bare(const Reading& reading) {
  constexpr Column kCode = 0, kName = 1, kPostcode = 9, kOpened = 10, kClosed = 11, kSetting = 25;
  Sheet& sheet = reading.sheet;
  Gathering& out = reading.out;
  while (reading.next()) {
    const auto code = reading.code(kCode);
    if (!code || sheet.cell(kSetting) != "4") continue;
    const OrganisationId id = out.organisation(OrganisationKind::kPractice, *code);
    Organisation& organisation = out.at(id);
    if (const auto day = public_day(sheet.cell(kOpened))) organisation.opened = *day;
    if (const auto day = public_day(sheet.cell(kClosed))) organisation.closed = *day;
    if (organisation.postcode.empty()) organisation.postcode = sheet.cell(kPostcode);
    out.name(id, sheet.cell(kName), organisation.opened);
  }
  if (reading.day) spread(reading.about(), *reading.day);
  return {};
}

Status read_practice_places(const Reading& reading) {
  Sheet& sheet = reading.sheet;
  Gathering& out = reading.out;
  const Column practice = sheet.find({"practicecode"});
  const Column name = sheet.find({"practicename"});
  const Column postcode = sheet.find({"postcode", "practicepostcode"});
  const Column latitude = sheet.find({"lat", "latitude"});
  const Column longitude = sheet.find({"lon", "longitude"});
  while (reading.next()) {
    const auto code = reading.code(practice);
    if (!code) continue;
    const auto north = number(sheet.cell(latitude)), east = number(sheet.cell(longitude));
    if (!north || !east) {
      reading.reject(north ? longitude : latitude, "no place on the map");
      continue;
    }
    const OrganisationId id = out.organisation(OrganisationKind::kPractice, *code);
    Organisation& organisation = out.at(id);
    // A list of practices with places to the metre knows better.
    if (organisation.latitude == organisation.latitude) continue;
    organisation.latitude = *north;
    organisation.longitude = *east;
    if (organisation.postcode.empty()) organisation.postcode = sheet.cell(postcode);
    out.name(id, sheet.cell(name), kUnknownDate);
  }
  return {};
}

Status read_practice_ends(const Reading& reading) {
  Sheet& sheet = reading.sheet;
  Gathering& out = reading.out;
  const Column practice = sheet.find({"practicecode"});
  const Column outcome = sheet.find({"outcome2", "outcome"});
  const MeasureId merged = out.measure("practice merged", "Practice code that ended in a merger", "");
  const MeasureId closed = out.measure("practice closed", "Practice code that ended in a closure", "");
  const PeriodId period = out.period({});
  while (reading.next()) {
    const auto code = reading.code(practice);
    if (!code) continue;
    const std::string word = plain(sheet.cell(outcome));
    if (word != "merged" && word != "closed") {
      reading.reject(outcome, "neither merged nor closed");
      continue;
    }
    Fact fact;
    fact.organisation = out.organisation(OrganisationKind::kPractice, *code);
    fact.measure = word == "merged" ? merged : closed;
    fact.period = period;
    fact.source = reading.source;
    fact.value = 1;
    out.model().facts.push_back(fact);
  }
  return {};
}

Status read_practice_followers(const Reading& reading) {
  Sheet& sheet = reading.sheet;
  Gathering& out = reading.out;
  const Column now = sheet.find({"codeapril2020"});
  const Column before = sheet.find({"previouspracticecodes"});
  const Column last = sheet.find({"lm1000previouscodes"});
  auto& successions = out.model().successions;
  while (reading.next()) {
    const auto code = reading.code(now);
    const auto old = code ? reading.code(before) : std::nullopt;
    if (!old || *old == *code) continue;
    const auto day = public_day(sheet.cell(last));
    if (!day) {
      reading.reject(last, "no month in which the earlier code was last seen");
      continue;
    }
    const OrganisationId after = out.organisation(OrganisationKind::kPractice, *code);
    successions.push_back({out.organisation(OrganisationKind::kPractice, *old), after, *day,
                           SuccessionKind::kMerged, true, reading.source});
    spread(reading.about(), *day);
  }
  return {};
}

// Organisations beside the core practices, and what they are to whom: a layout of our own.
Status read_partners(const Reading& reading) {
  Sheet& sheet = reading.sheet;
  Gathering& out = reading.out;
  const Column kind_column = sheet.find({"organisationkind", "kind"});
  const Column code_column = sheet.find({"organisationcode"});
  const Column name = sheet.find({"name"});
  const Column relation_column = sheet.find({"relation"});
  const Column whole_kind = sheet.find({"wholekind", "ofkind"});
  const Column whole_code = sheet.find({"wholecode", "ofcode"});
  const Column since = sheet.find({"since", "from"});
  const Column until = sheet.find({"until", "to"});
  const Column latitude = sheet.find({"lat", "latitude"});
  const Column longitude = sheet.find({"lon", "longitude"});
  while (reading.next()) {
    const auto kind = organisation_kind(sheet.cell(kind_column));
    if (!kind) {
      reading.reject(kind_column, "a kind of organisation that Meso does not know");
      continue;
    }
    const auto code = reading.code(code_column);
    if (!code) continue;
    const OrganisationId id = out.organisation(*kind, *code);
    const Date since_day = public_day(sheet.cell(since)).value_or(kUnknownDate);
    out.name(id, sheet.cell(name), since_day);
    if (const auto north = number(sheet.cell(latitude)), east = number(sheet.cell(longitude));
        north && east) {
      out.at(id).latitude = *north;
      out.at(id).longitude = *east;
    }
    if (sheet.cell(relation_column).empty()) continue;
    const auto relation = relation_kind(sheet.cell(relation_column));
    const auto of_kind = organisation_kind(sheet.cell(whole_kind));
    if (!relation || !of_kind) {
      reading.reject(relation ? whole_kind : relation_column, "a relation that Meso does not know");
      continue;
    }
    const auto of_code = reading.code(whole_code);
    if (!of_code) continue;
    Relation between;
    between.member = id;
    between.whole = out.organisation(*of_kind, *of_code);
    between.kind = *relation;
    between.since = since_day;
    between.until = public_day(sheet.cell(until)).value_or(kUnknownDate);
    between.source = reading.source;
    out.model().relations.push_back(between);
    if (since_day != kUnknownDate) spread(reading.about(), since_day);
  }
  return {};
}

}  // namespace meso::network
