#include "access/loading.h"

#include <algorithm>
#include <chrono>
#include <ctime>
#include <future>

#include <fmt/format.h>

#include "base/keys.h"
#include "identities/identities.h"
#include "records/intake.h"
#include "records/store.h"
#include "synthesis/synthesis.h"

namespace meso::access {
namespace {

// The clusters' codes, so that a practice file lays those asked for together side by side.
std::vector<std::vector<terms::Code>> code_groups(const terms::ClusterSet& clusters) {
  std::vector<std::vector<terms::Code>> groups;
  for (const auto& entry : clusters.all()) groups.push_back(entry.second.codes);
  return groups;
}

LoadedKind loaded_kind(const records::KindCount& count) {
  return {count.kind, count.read, count.stored, count.duplicates, count.set_aside, count.rejected};
}

// The keys of one network, made on first use. REQUIRES: `ring` was read after the network was locked, for a
// practice's key may have been changed until then.
struct NetworkKeys {
  KeyRing& ring;
  FileSystem& files;
  std::string network;
  Key hashing;

  static Result<NetworkKeys> open(KeyRing& ring, FileSystem& files, const std::string& network) {
    MESO_ASSIGN_OR_RETURN(const Key hashing, ring.find_or_make(files, records::hashing_key_name(network)));
    return NetworkKeys{ring, files, network, hashing};
  }
  Result<records::FileKeys> of_practice(const std::string& practice) const {
    if (records::is_withdrawn(ring, network, practice)) {
      return Error{ErrorKind::kRefused,
                   "the key of practice " + practice + " has been withdrawn, so it is not loaded",
                   {},
                   "whoever may change keys can allow it a new one"};
    }
    MESO_ASSIGN_OR_RETURN(const Key sealing,
                          ring.find_or_make(files, records::practice_key_name(network, practice)));
    return records::FileKeys{hashing, sealing};
  }
};

// What was sealed stays sealed.
Result<bool> is_sealed(FileSystem& files, const std::string& directory, const records::Manifest& before,
                       const std::string& practice) {
  const auto there = std::ranges::find(before.practices, practice, &records::ManifestEntry::practice);
  if (there == before.practices.end()) return false;
  const auto key = records::sealing_key_id(files, directory, *there);
  return !key.ok() || key->has_value();  // of a file that does not read nobody knows
}

Status put(records::LoadTransaction& transaction, const NetworkKeys& keys, const std::string& directory,
           records::PracticeContents contents, std::vector<identities::Identity> people,
           records::WriteOptions options, LoadReport& report) {
  const std::string practice = contents.practice;
  if (!options.seal) {
    MESO_ASSIGN_OR_RETURN(options.seal, is_sealed(keys.files, directory, transaction.before(), practice));
  }
  report.practices.push_back({practice, contents.as_at, contents.patients.size(), contents.events.size()});
  MESO_ASSIGN_OR_RETURN(const records::FileKeys file_keys, keys.of_practice(practice));
  Bytes sealed;
  if (!people.empty()) sealed = identities::seal_identities(file_keys.sealing, practice, people);
  return transaction.put_practice(std::move(contents), file_keys, options, sealed);
}

std::string rejects_name() {
  const std::time_t now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  std::tm civil{};
  gmtime_r(&now, &civil);
  char text[48];
  std::strftime(text, sizeof text, "rejects-%Y%m%dT%H%M%SZ.csv", &civil);
  return text;
}

}  // namespace

Result<LoadReport> load(FileSystem& files, const std::string& network, const std::string& keys_path,
                        std::span<const std::string> sources, const Rulebook& rulebook,
                        const LoadOptions& options) {
  MESO_ASSIGN_OR_RETURN(const auto transaction, records::LoadTransaction::begin(files, network));
  MESO_ASSIGN_OR_RETURN(KeyRing ring, KeyRing::open(files, keys_path));
  MESO_ASSIGN_OR_RETURN(const NetworkKeys keys,
                        NetworkKeys::open(ring, files, transaction->before().network_id));

  records::IntakeOptions intake;
  intake.practice = options.practice;
  intake.assume_registered = options.assume_registered;
  intake.hashing = keys.hashing;
  intake.threads = options.threads;
  if (options.progress) intake.progress = [&](double done) { options.progress("reading", done); };

  RejectReport rejects;
  MESO_ASSIGN_OR_RETURN(records::Extracts extracts, records::read_extracts(files, sources, intake, rejects));

  if (options.may) {
    for (const records::PracticeExtract& practice : extracts.practices)
      MESO_RETURN_IF_ERROR(options.may(practice.contents.practice));
  }
  LoadReport report;
  report.format = extracts.format;
  report.notes = std::move(extracts.notes);
  for (const records::KindCount& count : extracts.kinds) report.kinds.push_back(loaded_kind(count));

  records::WriteOptions write;
  write.code_groups = code_groups(rulebook.clusters);
  write.seal = options.seal;
  write.threads = options.threads;
  double written = 0;
  for (records::PracticeExtract& practice : extracts.practices) {
    if (options.progress)
      options.progress("writing", written / static_cast<double>(extracts.practices.size()));
    written += 1;
    MESO_RETURN_IF_ERROR(put(*transaction, keys, network, std::move(practice.contents),
                             std::move(practice.identities), write, report));
  }
  report.rejects = rejects.summary();
  if (rejects.size() > 0) {
    MESO_RETURN_IF_ERROR(files.make_directories(join_path(network, "rejects")));
    report.rejects_file = join_path(join_path(network, "rejects"), rejects_name());
    MESO_RETURN_IF_ERROR(rejects.write_csv(files, report.rejects_file));
  }
  MESO_RETURN_IF_ERROR(transaction->commit());
  return report;
}

namespace {

// The practices of a synthetic network, one after another: the next is made
// while `take` writes the one before.
Status each_practice(const synthesis::SyntheticNetwork& made,
                     const std::function<void(std::string_view, double)>& progress,
                     const std::function<Status(synthesis::SyntheticPractice)>& take) {
  const auto make = [&](std::uint32_t index) {
    return std::async(std::launch::async, [&made, index] { return made.practice(index); });
  };
  std::future<synthesis::SyntheticPractice> next = make(0);
  for (std::uint32_t i = 0; i < made.practice_count(); ++i) {
    if (progress) progress("making practices", static_cast<double>(i) / made.practice_count());
    synthesis::SyntheticPractice practice = next.get();
    if (i + 1 < made.practice_count()) next = make(i + 1);
    MESO_RETURN_IF_ERROR(take(std::move(practice)));
  }
  return {};
}

Status write_synthetic_extracts(FileSystem& files, const std::string& directory,
                                const synthesis::SyntheticNetwork& made, const SynthOptions& options,
                                LoadReport& report) {
  MESO_RETURN_IF_ERROR(files.make_directories(directory));
  return each_practice(made, options.progress, [&](const synthesis::SyntheticPractice& practice) {
    report.practices.push_back({practice.contents.practice, practice.contents.as_at,
                                practice.contents.patients.size(), practice.contents.events.size()});
    return synthesis::write_extract(files, directory, practice);
  });
}

}  // namespace

Result<LoadReport> synthesise(FileSystem& files, const std::string& network, const std::string& keys_path,
                              const Rulebook& rulebook, const SynthOptions& options) {
  synthesis::SynthesisOptions wanted;
  wanted.patients = options.patients;
  wanted.practices = options.practices;
  wanted.years = options.years;
  wanted.seed = options.seed;

  LoadReport report;
  if (!options.csv_directory.empty()) {
    // Extracts carry the practices' own numbers, so no key of any network is needed to write them.
    MESO_ASSIGN_OR_RETURN(const auto made,
                          synthesis::SyntheticNetwork::plan(wanted, rulebook.clusters, Key{}));
    report.format = "synthetic extracts in " + options.csv_directory;
    report.notes = made.notes();
    MESO_RETURN_IF_ERROR(write_synthetic_extracts(files, options.csv_directory, made, options, report));
    return report;
  }

  MESO_ASSIGN_OR_RETURN(const auto transaction, records::LoadTransaction::begin(files, network));
  MESO_ASSIGN_OR_RETURN(KeyRing ring, KeyRing::open(files, keys_path));
  MESO_ASSIGN_OR_RETURN(const NetworkKeys keys,
                        NetworkKeys::open(ring, files, transaction->before().network_id));
  MESO_ASSIGN_OR_RETURN(const auto made,
                        synthesis::SyntheticNetwork::plan(wanted, rulebook.clusters, keys.hashing));
  report.format = "synthetic network";
  report.notes = made.notes();
  records::WriteOptions write;
  write.code_groups = code_groups(rulebook.clusters);
  write.seal = options.seal;
  write.threads = options.threads;
  MESO_RETURN_IF_ERROR(each_practice(made, options.progress, [&](synthesis::SyntheticPractice practice) {
    return put(*transaction, keys, network, std::move(practice.contents), std::move(practice.identities),
               write, report);
  }));
  for (const records::ManifestEntry& entry : transaction->before().practices) {
    const bool replaced =
        std::any_of(report.practices.begin(), report.practices.end(),
                    [&](const auto& practice) { return practice.practice == entry.practice; });
    if (!replaced) {
      return Error{ErrorKind::kRefused,
                   network + " holds practices that are not of this synthetic network",
                   {},
                   "choose an empty directory"};
    }
  }
  MESO_RETURN_IF_ERROR(transaction->commit());
  return report;
}

}  // namespace meso::access
