//! The hosts of Model Studio.

use crate::generation::Region;

/// The origin to call: the workspace's own host if one is given, otherwise the region's shared
/// host. `None` when the region has no shared host (base URL pages, read 2026-11-22).
pub fn origin(region: Region, workspace: Option<&str>) -> Option<String> {
    if let Some(workspace) = workspace {
        return Some(format!("https://{workspace}.{}.maas.aliyuncs.com", region.id()));
    }
    let host = match region {
        Region::Beijing => "dashscope.aliyuncs.com",
        Region::Singapore => "dashscope-intl.aliyuncs.com",
        Region::Virginia => "dashscope-us.aliyuncs.com",
        Region::HongKong => "cn-hongkong.dashscope.aliyuncs.com",
        Region::Frankfurt | Region::Tokyo => return None,
    };
    Some(format!("https://{host}"))
}
