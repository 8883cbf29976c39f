// The same seed gives the same records: on every machine, in any order of practices, in every run.

#include <cmath>
#include <cstring>
#include <span>
#include <thread>

#include "made_network.h"

namespace meso::synthesis {
namespace {

template <class T>
void add_number(std::string& bytes, T value) {
  char raw[sizeof value];
  std::memcpy(raw, &value, sizeof value);
  bytes.append(raw, sizeof value);
}

void add_text(std::string& bytes, const std::string& text) {
  bytes += text;
  bytes += '\n';
}

// Everything that a practice's contents and identities say, in their order.
std::string digest_of(const SyntheticPractice& practice) {
  std::string bytes;
  const records::PracticeContents& contents = practice.contents;
  add_text(bytes, practice.name);
  add_text(bytes, contents.practice);
  for (const records::PatientRecord& patient : contents.patients) {
    add_text(bytes, patient.own_number);
    add_number(bytes, patient.birth.days);
    add_number(bytes, patient.death.days);
    add_number(bytes, static_cast<std::uint8_t>(patient.sex));
    add_text(bytes, patient.area);
    add_text(bytes, patient.ethnicity);
    add_number(bytes, patient.flags);
  }
  for (const terms::Code& code : contents.codes) add_text(bytes, code.text);
  for (const records::Spell& spell : contents.spells) {
    add_number(bytes, spell.patient);
    add_number(bytes, spell.start.days);
    add_number(bytes, spell.end.days);
  }
  for (const records::EventRecord& event : contents.events) {
    add_number(bytes, event.patient);
    add_number(bytes, event.code);
    add_number(bytes, event.date.days);
    // A missing value has one form here, whatever its bits.
    add_number(bytes, std::isnan(event.value) ? -1.0f : event.value);
    add_number(bytes, event.unit);
    add_number(bytes, static_cast<std::uint8_t>(event.comparator));
    add_number(bytes, static_cast<std::uint8_t>(event.episode));
    add_number(bytes, event.consultation);
    add_number(bytes, event.sequence);
  }
  for (const identities::Identity& identity : practice.identities) {
    add_number(bytes, identity.patient);
    add_number(bytes, identity.person);
    add_text(bytes, identity.nhs_number + identity.given_name + identity.family_name + identity.address +
                        identity.postcode + identity.telephone);
  }
  return digest_hex(std::as_bytes(std::span(bytes)));
}

// Clusters of this test's own, so that the digest stands when the rulebook's codes change.
terms::ClusterSet few_clusters() {
  terms::ClusterSet clusters;
  const auto put = [&](const char* name, std::vector<terms::Code> codes,
                       terms::UnitId unit = terms::kNoUnit) {
    terms::Cluster cluster;
    cluster.name = name;
    cluster.unit = unit;
    cluster.codes = std::move(codes);
    clusters.put(std::move(cluster));
  };
  put("HYP_COD", {{terms::System::kSnomed, "1001"}, {terms::System::kSnomed, "1002"}});
  put("BPSYS_COD", {{terms::System::kSnomed, "2001"}}, terms::unit_from_text("mmHg"));
  put("BPDIA_COD", {{terms::System::kSnomed, "2002"}}, terms::unit_from_text("mmHg"));
  put("ACEI_COD",
      {{terms::System::kDmd, "3001"}, {terms::System::kDmd, "3002"}, {terms::System::kRxNorm, "9"}});
  put("FEV1FVC_COD", {{terms::System::kLoinc, "19926-5"}, {terms::System::kLocal, "MESO-X"}});
  return clusters;
}

TEST(Sameness, ADigestOfASmallNetworkIsWhatItWas) {
  // A change of the generator changes these; a change of machine or compiler must not. The key is all zeroes.
  const SyntheticNetwork network = planned(network_of(300, 2, 3, 7), few_clusters());
  EXPECT_EQ(digest_of(network.practice(0)), "154e56ba8e22dfb58e7364acc675d82d");
  EXPECT_EQ(digest_of(network.practice(1)), "22b73c058be95d25d0a5c0528d34c7c1");
}

TEST(Sameness, PracticesComeOutAlikeInAnyOrderAndOnAnyThread) {
  const SynthesisOptions options = network_of(400, 3, 2, 5);
  const SyntheticNetwork first = planned(options);
  const SyntheticNetwork second = planned(options);
  std::string ahead[3];
  for (std::uint32_t i = 0; i < 3; ++i) ahead[i] = digest_of(first.practice(i));
  std::string back[3];
  std::vector<std::thread> threads;
  for (std::uint32_t i = 3; i-- > 0;)
    threads.emplace_back([&, i] { back[i] = digest_of(second.practice(i)); });
  for (std::thread& thread : threads) thread.join();
  for (std::uint32_t i = 0; i < 3; ++i) EXPECT_EQ(ahead[i], back[i]);
}

TEST(Sameness, AnotherSeedGivesOtherPeople) {
  const SyntheticNetwork one = planned(network_of(100, 1, 2, 1));
  const SyntheticNetwork two = planned(network_of(100, 1, 2, 2));
  EXPECT_NE(digest_of(one.practice(0)), digest_of(two.practice(0)));
}

TEST(Sameness, AStoryWithoutItsClusterIsLeftOutAndNamed) {
  const SyntheticNetwork network = planned(network_of(200, 1, 2, 1), few_clusters());
  bool named = false;
  for (const std::string& note : network.notes()) {
    named = named || note.find("cluster COPD_COD") != std::string::npos;
    EXPECT_EQ(note.find("cluster BPSYS_COD"), std::string::npos);
  }
  EXPECT_TRUE(named);
  // English practices write SNOMED CT and dm+d where a cluster offers them.
  const SyntheticPractice practice = network.practice(0);
  EXPECT_FALSE(practice.contents.events.empty());
  for (const terms::Code& code : practice.contents.codes) {
    EXPECT_NE(code.system, terms::System::kRxNorm);
    EXPECT_NE(code.system, terms::System::kLoinc);
  }
}

TEST(Sameness, TheRulebookHasAClusterForEveryStory) {
  EXPECT_EQ(planned(network_of(1, 1, 1, 1)).notes(), std::vector<std::string>());
}

TEST(Sameness, OptionsThatCannotBeAreRefused) {
  const auto answer = [](const SynthesisOptions& options) -> std::string {
    const auto network = SyntheticNetwork::plan(options, rulebook_clusters(), Key{});
    if (network.ok()) return "planned";
    return network.error().kind == ErrorKind::kUsage ? "usage" : "other";
  };
  EXPECT_EQ(answer(network_of(0, 1, 1, 1)), "usage");
  EXPECT_EQ(answer(network_of(10, 0, 1, 1)), "usage");
  EXPECT_EQ(answer(network_of(3, 4, 1, 1)), "usage");
  EXPECT_EQ(answer(network_of(10, 1, 0, 1)), "usage");
  EXPECT_EQ(answer(network_of(10, 1, 61, 1)), "usage");
  EXPECT_EQ(answer(network_of(4, 4, 60, 1)), "planned");
  SynthesisOptions early = network_of(10, 1, 1, 1);
  early.as_at = Date{100};
  EXPECT_EQ(answer(early), "usage");
}

}  // namespace
}  // namespace meso::synthesis
