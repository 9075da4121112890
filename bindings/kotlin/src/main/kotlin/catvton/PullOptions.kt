package catvton

import catvton.native.CLibrary
import catvton.native.PullOptionsStruct
import catvton.native.check
import catvton.native.toC

/**
 * What a download is about to do.
 *
 * @property endpoint "https://huggingface.co"
 * @property files those without a location will be downloaded
 * @property licenses of these files
 * @property bytes of all files
 * @property downloadBytes of those to be downloaded
 */
public data class PullPlan(
    val endpoint: String,
    val files: List<ModelFile>,
    val licenses: List<ModelLicense>,
    val bytes: Long,
    val downloadBytes: Long,
)

/**
 * Where a download or a verification stands, in bytes.
 *
 * @property fileBytes of this file
 * @property fileDone of these on the disk; goes back when a file begins again
 * @property downloadBytes of all files to be downloaded, or to be verified
 * @property downloadDone of these on the disk, or verified
 */
public data class PullProgress(
    val repository: String,
    val path: String,
    val fileBytes: Long,
    val fileDone: Long,
    val downloadBytes: Long,
    val downloadDone: Long,
)

/**
 * How to download. The defaults are the library's.
 *
 * @property offline uses the cache only, as HF_HUB_OFFLINE does
 * @property latest takes the newest revision ("main") instead of the one that the library was made for
 * @property checkCached hashes files that are there, and replaces damaged ones
 * @property retryDelaySeconds before the second attempt; doubles up to 8 times; 0..60
 */
public data class PullOptions(
    val offline: Boolean = defaults.offline != 0,
    val latest: Boolean = defaults.latest != 0,
    val checkCached: Boolean = defaults.check_cached != 0,
    val retryDelaySeconds: Double = defaults.retry_delay_seconds,
) {
    internal fun toC(): PullOptionsStruct {
        val values = this
        return PullOptionsStruct().apply {
            offline = values.offline.toC()
            latest = values.latest.toC()
            check_cached = values.checkCached.toC()
            retry_delay_seconds = values.retryDelaySeconds
        }
    }

    private companion object {
        val defaults by lazy {
            PullOptionsStruct().also { check(CLibrary.catvton_pull_options_init(it, it.size())) }
        }
    }
}
