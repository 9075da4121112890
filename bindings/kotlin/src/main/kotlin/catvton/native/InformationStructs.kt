@file:Suppress("PropertyName")

package catvton.native

import com.sun.jna.Pointer
import com.sun.jna.Structure.FieldOrder

// What the library says about itself and its devices. The names are the header's; a test holds every offset against it.

@FieldOrder("struct_size", "http_status", "exit_status", "retryable", "name", "python_exception")
internal class StatusInfoStruct : SizedStructure() {
    @JvmField var http_status: Int = 0
    @JvmField var exit_status: Int = 0
    @JvmField var retryable: Int = 0
    @JvmField var name: Pointer? = null
    @JvmField var python_exception: Pointer? = null
}

@FieldOrder("struct_size", "abi_version", "catvton", "torch", "compiler")
internal class VersionInfoStruct : SizedStructure() {
    @JvmField var abi_version: Int = 0
    @JvmField var catvton: Pointer? = null
    @JvmField var torch: Pointer? = null
    @JvmField var compiler: Pointer? = null
}

@FieldOrder("struct_size", "index", "precision", "threads", "name", "kind", "capability")
internal class DeviceInfoStruct : SizedStructure() {
    @JvmField var index: Int = 0
    @JvmField var precision: Int = 0
    @JvmField var threads: Int = 0
    @JvmField var name = ByteArray(128)
    @JvmField var kind = ByteArray(16)
    @JvmField var capability = ByteArray(32)
}

@FieldOrder("struct_size", "reserved", "total", "free", "allocated", "peak")
internal class MemoryInfoStruct : SizedStructure() {
    @JvmField var reserved: Int = 0
    @JvmField var total: Long = 0
    @JvmField var free: Long = 0
    @JvmField var allocated: Long = 0
    @JvmField var peak: Long = 0
}
