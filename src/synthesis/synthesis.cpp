#include "synthesis/synthesis.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

#include "synthesis/chart.h"
#include "synthesis/conditions.h"
#include "synthesis/names.h"
#include "synthesis/people.h"
#include "synthesis/practices.h"
#include "synthesis/vocabulary.h"

namespace meso::synthesis {
namespace {

constexpr std::uint32_t kMostYears = 60;
constexpr Date kFirstAsAt{25568};  // 1970-01-01
constexpr Date kLastAsAt{62457};   // 2070-12-31

Error refuse(std::string message, std::string hint) {
  return Error{ErrorKind::kUsage, std::move(message), {}, std::move(hint)};
}

Status check(const SynthesisOptions& options) {
  if (options.patients == 0) return refuse("a network needs at least one patient", "give --patients 20000");
  if (options.practices == 0) return refuse("a network needs at least one practice", "give --practices 8");
  if (options.practices > options.patients) {
    return refuse("there are more practices than patients", "give more --patients or fewer --practices");
  }
  if (options.years == 0 || options.years > kMostYears) {
    return refuse("the record must span 1 to 60 years", "give --years 10");
  }
  if (options.as_at < kFirstAsAt || options.as_at > kLastAsAt) {
    return refuse("the as-at date must lie between 1970 and 2070", "leave it out for 2026-03-31");
  }
  return {};
}

// Only the codes that occur, in their order of first use.
void keep_used_codes(const std::vector<terms::Code>& all, records::PracticeContents& contents) {
  std::vector<std::uint32_t> positions(all.size(), kNoCode);
  for (records::EventRecord& event : contents.events) {
    std::uint32_t& position = positions[event.code];
    if (position == kNoCode) {
      position = static_cast<std::uint32_t>(contents.codes.size());
      contents.codes.push_back(all[event.code]);
    }
    event.code = position;
  }
}

// Where nobody looks for those in great need, one in seven of them is not seen for years.
Date unseen_since(const Person& person, const FictionalPractice& practice, const Illnesses& ill) {
  constexpr Illness kNeeds[] = {Illness::kFrailty, Illness::kPsychosis, Illness::kLearning,
                                Illness::kDementia, Illness::kCopd};
  if (practice.character != Character::kUnseen) return person.unseen_since;
  Random random = person.random.fork(77);
  const bool forgotten = percent(random, 14);
  const std::int32_t days = random.between(560, 1800);
  const bool needy =
      std::any_of(std::begin(kNeeds), std::end(kNeeds), [&](Illness illness) { return ill.has(illness); });
  return forgotten && needy ? add_days(person.seen_until, -days) : person.unseen_since;
}

// Near the practice whose checks slip lies a house for people with learning disability.
void fill_house(const Person& person, const FictionalPractice& practice, Illnesses& ill) {
  if (practice.character != Character::kLearning) return;
  Random random = person.random.fork(78);
  const bool lives_there = random.below(2000) < 3;
  const Date known = add_days(person.birth, random.between(900, 3000));
  if (lives_there && known < person.seen_until && !ill.has(Illness::kLearning))
    ill.set(Illness::kLearning, known);
}

std::uint16_t flags_of(Random random) {
  // Of 1,000 people: 30 keep their record from uses beyond their care, 50
  // from national ones, 15 from sharing.
  std::uint16_t flags = 0;
  if (random.below(1000) < 30) flags |= records::kOptOutType1;
  if (random.below(1000) < 50) flags |= records::kOptOutNational;
  if (random.below(1000) < 15) flags |= records::kDissentToShare;
  return flags;
}

}  // namespace

struct SyntheticNetwork::Plan {
  Plan(const SynthesisOptions& options, const terms::ClusterSet& clusters, const Key& key)
      : hashing(key),
        vocabulary(clusters),
        roster(options,
               fictional_practices(Random(options.seed).fork(2), options.practices, options.patients)),
        numbers(Random(options.seed).fork(3), people()) {
    for (std::uint32_t i = 0; i < options.practices; ++i) {
      habits.emplace_back(vocabulary, Random(options.seed).fork(4).fork(i));
      merged_habits.emplace_back(vocabulary, Random(options.seed).fork(6).fork(i));
    }
  }

  std::uint64_t people() const {
    std::uint64_t sum = 0;
    for (std::uint32_t i = 0; i < roster.practices().size(); ++i) sum += roster.people(i);
    return sum;
  }

  // Adds one person to a practice's contents. What was recorded after he or
  // she left that practice is not in it.
  void add(Person person, std::uint32_t at, SyntheticPractice& made) const;

  Key hashing;
  Vocabulary vocabulary;
  Morbidity morbidity;
  Roster roster;
  NhsNumbers numbers;
  std::vector<CodingHabits> habits;
  std::vector<CodingHabits> merged_habits;  // of the practice that each took over, if it did
};

void SyntheticNetwork::Plan::add(Person person, std::uint32_t at, SyntheticPractice& made) const {
  records::PracticeContents& contents = made.contents;
  const FictionalPractice& home = roster.practices()[person.practice];
  const auto patient = static_cast<std::uint32_t>(contents.patients.size());

  records::PatientRecord& record = contents.patients.emplace_back();
  record.own_number = std::to_string(10001 + patient);
  record.birth = person.birth;
  record.death = person.death;
  record.sex = person.sex;
  record.area = roster.area(person, at).code;
  record.ethnicity = kEthnicities[person.ethnicity].category;
  record.flags = flags_of(person.random.fork(72));

  Date until = person.seen_until;
  for (std::uint32_t i = 0; i < person.registration_count; ++i) {
    const Registration& spell = person.registrations[i];
    if (spell.practice != at) continue;
    contents.spells.push_back({patient, spell.start, spell.end});
    // A practice that was left without its knowing learns nothing more.
    if (at != person.practice) until = spell.end.is_recorded() ? add_days(spell.end, -1) : person.moved_on;
  }

  Illnesses illnesses = morbidity.illnesses(person);
  fill_house(person, home, illnesses);
  person.unseen_since = unseen_since(person, home, illnesses);
  Chart chart(vocabulary, habits[person.practice], home, merged_habits[person.practice],
              person.from_merged ? roster.merged_on() : Date{}, person, illnesses, roster.window_start(),
              roster.as_at());
  chart.write_to(contents.events, patient, until);
  tell_diagnoses(chart);
  tell_medicines(chart);
  tell_readings(chart);
  tell_reviews(chart);
  tell_consultations(chart);
  tell_homes(chart);

  identities::Identity& identity = made.identities.emplace_back(
      invented_identity(person, home.place, Roster::area_number(person, at), numbers));
  identity.patient = records::patient_id(hashing, contents.practice, record.own_number);
  if (!identity.nhs_number.empty()) identity.person = identities::person_id(hashing, identity.nhs_number);
}

SyntheticNetwork::SyntheticNetwork(std::unique_ptr<Plan> plan) : plan_(std::move(plan)) {}
SyntheticNetwork::~SyntheticNetwork() = default;
SyntheticNetwork::SyntheticNetwork(SyntheticNetwork&&) noexcept = default;
SyntheticNetwork& SyntheticNetwork::operator=(SyntheticNetwork&&) noexcept = default;

Result<SyntheticNetwork> SyntheticNetwork::plan(const SynthesisOptions& options,
                                                const terms::ClusterSet& clusters, const Key& hashing) {
  MESO_RETURN_IF_ERROR(check(options));
  return SyntheticNetwork(std::make_unique<Plan>(options, clusters, hashing));
}

std::uint32_t SyntheticNetwork::practice_count() const {
  return static_cast<std::uint32_t>(plan_->roster.practices().size());
}

const std::vector<std::string>& SyntheticNetwork::notes() const {
  return plan_->vocabulary.notes();
}

SyntheticPractice SyntheticNetwork::practice(std::uint32_t index) const {
  const Roster& roster = plan_->roster;
  const FictionalPractice& practice = roster.practices()[index];
  SyntheticPractice made;
  made.name = practice.name;
  made.areas.assign(roster.areas(index).begin(), roster.areas(index).end());
  made.homes = roster.homes(index);
  made.contents.practice = practice.code;
  made.contents.as_at = roster.as_at();
  made.contents.synthetic = true;
  made.contents.source = "synthetic";

  const std::uint32_t people = roster.people(index);
  const std::vector<Person> stubs = roster.stubs(index);
  made.contents.patients.reserve(people + stubs.size());
  made.identities.reserve(people + stubs.size());
  for (std::uint32_t i = 0; i < people; ++i) plan_->add(roster.person(index, i), index, made);
  for (const Person& stub : stubs) plan_->add(stub, index, made);
  keep_used_codes(plan_->vocabulary.codes(), made.contents);
  return made;
}

}  // namespace meso::synthesis
