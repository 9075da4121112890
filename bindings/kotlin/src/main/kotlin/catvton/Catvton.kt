package catvton

import catvton.native.CLibrary
import catvton.native.VersionInfoStruct
import catvton.native.check

/**
 * The library that is loaded.
 *
 * @property catvton "major.minor.patch"
 * @property torch LibTorch it was built with
 * @property compiler that built it
 * @property abi version of the C interface
 */
public data class Version(val catvton: String, val torch: String, val compiler: String, val abi: Int)

/** About the library. */
public object Catvton {
    /** Versions of what is loaded. */
    public val version: Version by lazy {
        val c = VersionInfoStruct()
        check(CLibrary.catvton_get_version(c))
        Version(
            c.catvton!!.getString(0, "UTF-8"), c.torch!!.getString(0, "UTF-8"), c.compiler!!.getString(0, "UTF-8"),
            c.abi_version,
        )
    }
}
