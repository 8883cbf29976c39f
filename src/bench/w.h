// The frozen workload W (bench/w.md): 50,000 patients, 40 million events, 300
// clusters, 150 rule lists, from one seed.
//
// Everything that steers what is made is integer arithmetic on base/random.h, so
// that W is the same on every machine.

#pragma once

#include <cstdint>
#include <vector>

#include "base/date.h"
#include "records/practice_file.h"
#include "rules/model.h"

namespace meso::bench {

inline constexpr std::uint64_t kSeed = 20'260'331;
inline constexpr std::uint32_t kPractices = 8;
inline constexpr std::uint32_t kPatientsOfPractice = 6'250;
inline constexpr std::uint32_t kCodes = 40'000;
inline constexpr std::uint32_t kClusters = 300;
inline constexpr std::uint32_t kValueClusters = 25;  // the first: their codes carry values
inline constexpr std::uint32_t kRuleLists = 150;     // 50 registers, and 50 indicators of two lists each

// 2026-03-31, the one day that W is asked about.
Date reference_date();

// Which codes each cluster holds: positions among the codes.
std::vector<std::vector<std::uint32_t>> cluster_members();
terms::Code code(std::uint32_t position);

// The contents of one practice of W, or of one as much smaller as `patients` says.
records::PracticeContents practice(std::uint32_t index, std::uint32_t patients = kPatientsOfPractice);

// The rules: they read the earliest and the latest record of every cluster,
// and the value of the latest of 25.
rules::Model rules();

}  // namespace meso::bench
