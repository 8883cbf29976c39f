#include "server/warm_network.h"

#include <fmt/format.h>

#include "access/accounts.h"
#include "base/keys.h"
#include "locale/england/financial_year.h"
#include "network/store.h"

namespace meso::server {
namespace {

constexpr rules::FinancialYear kEnglishYear{england::kYearEndMonth, england::kYearEndDay};

void add_file(FileSystem& files, const std::string& path, std::string& text) {
  const auto content = files.read(path);
  text += path;
  text += content.ok() ? digest_hex((*content)->bytes()) : "-";
}

void add_folder(FileSystem& files, const std::string& path, std::string& text, int depth) {
  const auto names = files.list(path);
  if (!names.ok()) return;
  for (const std::string& name : *names) {
    const std::string inside = join_path(path, name);
    if (!files.is_directory(inside)) {
      add_file(files, inside, text);
    } else if (depth > 0) {
      add_folder(files, inside, text, depth - 1);
    }
  }
}

}  // namespace

Pinned::Pinned(access::Lens whole, journal::Journal& journal, access::Rulebook rulebook, std::string digest)
    : whole_(std::move(whole)),
      gate_(std::make_unique<access::Gate>(journal, rulebook, kEnglishYear)),
      rulebook_(std::move(rulebook)),
      digest_(std::move(digest)) {}

std::string Pinned::digest() const {
  // A damaged section is found when a question first touches it, without a load in between.
  return fmt::format("{}-{}", digest_.substr(0, 16), whole_.failures().size());
}

Result<std::shared_ptr<const rules::Model>> Pinned::model(const std::string& year) const {
  const std::lock_guard lock(mutex_);
  if (const auto found = models_.find(year); found != models_.end()) return found->second;
  rules::Compiled compiled = rules::compile_rules(rulebook_.rules, rulebook_.clusters, {kEnglishYear, year});
  if (!compiled.model) {
    return Error{ErrorKind::kBadInput,
                 fmt::format("the rules have {} mistakes; the first: {}", compiled.mistakes.size(),
                             compiled.mistakes.front().text()),
                 {},
                 "meso check tells all of them"};
  }
  auto model = std::make_shared<const rules::Model>(std::move(*compiled.model));
  models_.emplace(year, model);
  return model;
}

rules::Compiled Pinned::cohort(const std::string& year, std::string_view expression,
                               std::string_view name) const {
  return rules::compile_expression(rulebook_.rules, rulebook_.clusters, {kEnglishYear, year}, expression,
                                   name);
}

WarmNetwork::WarmNetwork(FileSystem& files, std::string directory, std::string keys_path)
    : files_(files),
      directory_(std::move(directory)),
      keys_path_(std::move(keys_path)),
      places_(files_, directory_, keys_path_) {}

std::string WarmNetwork::look() const {
  std::string text;
  add_file(files_, join_path(directory_, "manifest"), text);
  add_folder(files_, join_path(directory_, "rulebook"), text, 2);
  add_file(files_, keys_path_, text);  // a key that was changed or withdrawn
  return digest_hex(std::as_bytes(std::span(text)));
}

Result<std::shared_ptr<const Pinned>> WarmNetwork::pin(const std::string& digest) const {
  MESO_ASSIGN_OR_RETURN(access::Lens lens, access::Lens::local_operator(files_, directory_, keys_path_));
  MESO_ASSIGN_OR_RETURN(access::Rulebook rulebook, access::load_rulebook(files_, {directory_, {}, {}}));
  return std::make_shared<const Pinned>(std::move(lens), *journal_, std::move(rulebook), digest);
}

Result<std::unique_ptr<WarmNetwork>> WarmNetwork::open(FileSystem& files, const std::string& directory,
                                                       const std::string& keys_path) {
  std::unique_ptr<WarmNetwork> network(new WarmNetwork(files, directory, keys_path));
  // Before the journal is made: a folder that holds no network gets none.
  MESO_RETURN_IF_ERROR(access::Lens::local_operator(files, directory, keys_path));
  MESO_ASSIGN_OR_RETURN(
      network->journal_,
      journal::Journal::open(files, directory, keys_path, {access::projection(), network::imported_files()}));
  network->seen_ = network->look();
  MESO_ASSIGN_OR_RETURN(network->pinned_, network->pin(network->seen_));
  MESO_ASSIGN_OR_RETURN(network->uploads_, Uploads::open(files, directory));
  network->jobs_ = std::make_unique<Jobs>([changes = &network->changes_] { changes->tell(kJobsChanged); });
  network->watched_records_ = network->pinned_->digest();
  network->watched_places_ = network->places_.digest();
  network->watched_act_ = network->newest_act();
  return network;
}

std::shared_ptr<const Pinned> WarmNetwork::now() {
  const std::lock_guard lock(mutex_);
  if (std::string digest = look(); digest != seen_) {
    if (auto fresh = pin(digest); fresh.ok()) pinned_ = std::move(*fresh);
    seen_ = std::move(digest);
  }
  return pinned_;
}

std::uint64_t WarmNetwork::newest_act() const {
  std::uint64_t newest = watched_act_;
  journal::Filter filter;
  filter.last = 1;
  // What does not read now is looked at again a moment later.
  (void)journal_->entries(journal::Chain::kActs, filter, [&](const journal::Entry& entry) -> Status {
    newest = entry.sequence;
    return {};
  });
  return newest;
}

void WarmNetwork::watch() {
  if (std::string records = now()->digest(); records != watched_records_) {
    watched_records_ = std::move(records);
    changes_.tell(kRecordsChanged);
  }
  if (std::string places = places_.digest(); places != watched_places_) {
    watched_places_ = std::move(places);
    changes_.tell(kPlacesChanged);
  }
  if (const std::uint64_t act = newest_act(); act != watched_act_) {
    watched_act_ = act;
    changes_.tell(kActsChanged);
  }
}

}  // namespace meso::server
