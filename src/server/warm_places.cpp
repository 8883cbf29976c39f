#include "server/warm_places.h"

#include <algorithm>
#include <span>

#include "base/keys.h"
#include "network/own_texts.h"
#include "network/store.h"
#include "network/text_acts.h"

namespace meso::server {

WarmPlaces::WarmPlaces(FileSystem& files, std::string directory, std::string keys_path)
    : files_(files), directory_(std::move(directory)), keys_path_(std::move(keys_path)) {}

// Files that came in are named by their digests; the tables made of them begin with the journal's stamp.
std::string WarmPlaces::digest() const {
  constexpr std::size_t kStamp = 4096;
  const std::string folder = join_path(directory_, "reference");
  std::string text;
  if (const auto names = files_.is_directory(folder) ? files_.list(folder) : std::vector<std::string>();
      names.ok()) {
    for (const std::string& name : *names) text += name + "\n";
  }
  if (const auto tables = files_.map(join_path(folder, "tables")); tables.ok()) {
    const auto bytes = (*tables)->bytes();
    text += std::to_string(bytes.size()) + digest_hex(bytes.first(std::min(kStamp, bytes.size())));
  }
  text += texts_seen();
  return digest_hex(std::as_bytes(std::span(text))).substr(0, 16);
}

// The newest acts about the network's own texts, undoing included.
std::string WarmPlaces::texts_seen() const {
  const std::lock_guard lock(journal_mutex_);
  if (!journal_) {
    auto opened = journal::Journal::open(files_, directory_, keys_path_, {network::own_texts()},
                                         journal::Journal::Mode::kExisting);
    if (!opened.ok()) return "-";
    journal_ = std::move(*opened);
  }
  std::string out;
  for (const network::OwnText which : {network::OwnText::kRecord, network::OwnText::kRules}) {
    const auto newest = journal_->newest(network::subject_of(which));
    out += newest.ok() ? std::to_string(*newest) + " " : "-";
  }
  return out;
}

Result<std::shared_ptr<const WarmPlaces::Places>> WarmPlaces::now() {
  const std::lock_guard lock(mutex_);
  const std::string seen = digest();
  if (places_ && places_->digest == seen) return places_;
  auto model = network::open_network(files_, directory_, keys_path_, network::kEverything);
  auto own = network::read_own_texts(files_, directory_, keys_path_);
  if (!model.ok() || !own.ok()) {
    if (places_) return places_;
    return model.ok() ? own.error() : model.error();
  }
  // Opening may itself have written the tables anew.
  places_ = std::make_shared<const Places>(Places{std::move(*model), std::move(*own), digest()});
  return places_;
}

}  // namespace meso::server
