"""One example of each body that is sent most; a test sends them all, in this order."""

from collections.abc import Mapping

EXAMPLES: Mapping[str, Mapping[str, object]] = {
    "/sessions": {"username": "officer.cgj", "password": "hotline-demo"},
    "/suggestions": {
        "text": "我家楼下的烧烤店每天晚上油烟直排，窗户都不敢开。",
        "address": "东湖区",
    },
    "/tickets": {
        "kind": "COMPLAINT",
        "text": "我家楼下的烧烤店每天晚上油烟直排，窗户都不敢开，请来管一管。",
        "address": "东湖区湖滨街道",
        "phone": "13800138000",
        "dispatch": {"unit": "CGJ"},
    },
    "/tickets/{number}/contact": {"way": "phone", "reason": "已说明将于今晚到现场查看。"},
    "/tickets/{number}/request-extension": {"days": 3, "reason": "净化设备更换需要到货时间。"},
    "/tickets/{number}/reply": {
        "public_text": "11 月 12 日晚已到烧烤店检查，责令 11 月 20 日前更换油烟净化设备并复查。",
        "internal_note": "现场照片已存档。",
    },
    "/tickets/{number}/request-return": {
        "reason_code": "not_duty",
        "basis": "按权责清单，房屋内部结构改动由住建部门查处。",
        "counter_unit": "ZJJ",
    },
}
