// Files against files, and against what Meso computes from them: the sums that must agree, and where they do
// not.

#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "network/model.h"

namespace meso::network {

struct FileCheck {
  std::string what;  // "list sizes of networks against the sum of their practices"
  std::uint64_t compared = 0;
  std::uint64_t differing = 0;
  std::vector<std::string> examples;  // "U12345: 41,200 stated, 41,198 summed"
};

// `network`: only what concerns it and its practices; kNobody: everything.
//   - list sizes that files state for networks, against the sum of their practices on that day
//   - deprivation that others published for practices (IMD 2025), against the mean over patients, to the
//   third decimal
//   - patients with a place that others published for networks, against the sum over areas
//   - a practice in two networks at once; a network whose practices have two commissioning boards
//   - counts of one organisation, measure and period on which two sources disagree
std::vector<FileCheck> check_files(const Model& model, OrganisationId network = kNobody);

}  // namespace meso::network
