// Synthetic networks for tests: with the rulebook's clusters, or with a few of the test's own.

#pragma once

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "synthesis/synthesis.h"

namespace meso::synthesis {

inline const terms::ClusterSet& rulebook_clusters() {
  static const terms::ClusterSet clusters = [] {
    terms::ClusterSet loaded;
    const Status status = loaded.load_path(std::string(MESO_SOURCE_DIR) + "/rulebook/england");
    EXPECT_TRUE(status.ok()) << (status.ok() ? "" : status.error().text());
    return loaded;
  }();
  return clusters;
}

inline SynthesisOptions network_of(std::uint32_t patients, std::uint32_t practices, std::uint32_t years,
                                   std::uint64_t seed) {
  SynthesisOptions options;
  options.patients = patients;
  options.practices = practices;
  options.years = years;
  options.seed = seed;
  return options;
}

inline SyntheticNetwork planned(const SynthesisOptions& options,
                                const terms::ClusterSet& clusters = rulebook_clusters()) {
  Result<SyntheticNetwork> network = SyntheticNetwork::plan(options, clusters, Key{});
  EXPECT_TRUE(network.ok());
  return std::move(network).value();
}

inline std::vector<SyntheticPractice> made(const SynthesisOptions& options) {
  const SyntheticNetwork network = planned(options);
  std::vector<SyntheticPractice> practices;
  for (std::uint32_t i = 0; i < network.practice_count(); ++i) practices.push_back(network.practice(i));
  return practices;
}

// Whether a practice, by its place, is one that stands out by plan: in a poor area, a poor coder, a
// university's.
inline bool stands_out(std::size_t practice) {
  return practice % 8 == 3 || practice % 8 == 4 || practice % 8 == 6;
}

// Which of a practice's codes a cluster holds, by position.
inline std::vector<bool> members(const records::PracticeContents& contents, const char* cluster) {
  const terms::Cluster* found = rulebook_clusters().find(cluster);
  EXPECT_NE(found, nullptr) << cluster;
  std::vector<bool> inside(contents.codes.size());
  if (found == nullptr) return inside;
  const std::set<terms::Code> codes(found->codes.begin(), found->codes.end());
  for (std::size_t i = 0; i < inside.size(); ++i) inside[i] = codes.contains(contents.codes[i]);
  return inside;
}

// Who is registered and alive at the as-at date.
inline std::vector<bool> registered(const records::PracticeContents& contents) {
  std::vector<bool> here(contents.patients.size());
  for (const records::Spell& spell : contents.spells) {
    const bool open = !spell.end.is_recorded();
    if (open && !contents.patients[spell.patient].death.is_recorded()) here[spell.patient] = true;
  }
  return here;
}

// The latest day of each patient's entries of a cluster; unknown where there is none.
inline std::vector<Date> latest(const records::PracticeContents& contents, const char* cluster) {
  const std::vector<bool> inside = members(contents, cluster);
  std::vector<Date> days(contents.patients.size());
  for (const records::EventRecord& event : contents.events) {
    if (inside[event.code] && event.date > days[event.patient]) days[event.patient] = event.date;
  }
  return days;
}

}  // namespace meso::synthesis
